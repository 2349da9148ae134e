package pixelforest.command;

import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.TextField;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Vector;

/** A command's dialog, drawn from its options. It remembers what was entered, in case it has to ask again. */
final class Dialog {
    private static final int COLUMNS = 24;

    private final Command command;
    private final Map<String, String> entered = new LinkedHashMap<>();

    Dialog(Command command) {
        this.command = command;
        boolean open = WindowManager.getCurrentImage() != null;
        for (Option option : command.options) {
            boolean current = option.kind == Option.Kind.IMAGE && open;
            entered.put(option.key, current ? WindowManager.getCurrentImage().getTitle() : option.fallback);
        }
    }

    /** A field's label: its first word is the option's key, which is what ImageJ names a field by. */
    static String label(Option option) {
        return Character.toUpperCase(option.key.charAt(0)) + option.key.substring(1) + " (" + option.help + ")";
    }

    /** Shows the dialog. Returns the values that differ from their defaults, or null when it was cancelled. */
    Map<String, String> ask() {
        GenericDialog dialog = new GenericDialog(Command.title(command.name));
        dialog.addMessage(command.summary);
        for (Option option : command.options) {
            if (!option.hidden) {
                addField(dialog, option);
            }
        }
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        read(dialog);
        Map<String, String> changed = new LinkedHashMap<>();
        for (Option option : command.options) {
            if (!entered.get(option.key).equals(option.fallback)) {
                changed.put(option.key, entered.get(option.key));
            }
        }
        return changed;
    }

    private void addField(GenericDialog dialog, Option option) {
        String label = label(option);
        String value = entered.get(option.key);
        switch (option.kind) {
            case FLAG:
                dialog.addCheckbox(label, Boolean.parseBoolean(value));
                break;
            case CHOICE:
                dialog.addChoice(label, option.words.toArray(new String[0]), value);
                break;
            case FILE:
                dialog.addFileField(label, value, COLUMNS);
                break;
            case FOLDER:
                dialog.addDirectoryField(label, value, COLUMNS);
                break;
            default:
                dialog.addStringField(label, value, COLUMNS);
                break;
        }
    }

    /** Reads the fields themselves: the dialog's own getters would record the values in a form of their own. */
    private void read(GenericDialog dialog) {
        Iterator<Checkbox> checkboxes = fields(dialog.getCheckboxes(), Checkbox.class);
        Iterator<Choice> choices = fields(dialog.getChoices(), Choice.class);
        Iterator<TextField> texts = fields(dialog.getStringFields(), TextField.class);
        for (Option option : command.options) {
            if (option.hidden) {
                continue;
            }
            switch (option.kind) {
                case FLAG:
                    entered.put(option.key, Boolean.toString(checkboxes.next().getState()));
                    break;
                case CHOICE:
                    entered.put(option.key, choices.next().getSelectedItem());
                    break;
                default:
                    entered.put(option.key, texts.next().getText().trim());
                    break;
            }
        }
    }

    private static <T> Iterator<T> fields(Vector<?> fields, Class<T> type) {
        List<?> all = fields == null ? new Vector<T>() : fields;
        return all.stream().map(type::cast).iterator();
    }

    /** Records the run as a line for a macro or script. */
    void record(Map<String, String> values) {
        if (!Recorder.record) {
            return;
        }
        Recorder.setCommand(null); // else ImageJ records the menu entry without options
        Recorder.recordString((Recorder.scriptMode() ? "IJ.run(" : "run(") + quoted(Command.title(command.name) + "...")
                + ", " + quoted(Grammar.format(values)) + ");\n");
    }

    private static String quoted(String text) {
        return '"' + Recorder.fixString(text) + '"';
    }
}
