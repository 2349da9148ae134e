package pixelforest.command;

import ij.gui.GenericDialog;
import java.awt.Color;
import java.awt.Label;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** A command's dialog, drawn from its options. When asked again it opens with what was entered. */
final class Dialog {
    private static final Color ERROR = new Color(0xB00000);

    private final Command command;
    private final Map<String, String> entered = new LinkedHashMap<>();

    /** @param initial values that the dialog opens with; of other options those entered last */
    Dialog(Command command, Map<String, String> initial) {
        this.command = command;
        entered.putAll(initial);
    }

    /** A field's label: the option's key, which is what ImageJ names a field by. */
    static String label(Option option) {
        return option.key.substring(0, 1).toUpperCase(Locale.ROOT) + option.key.substring(1);
    }

    /**
     * Shows the dialog, unless there is nothing to enter. Returns the values that differ from their defaults.
     *
     * @throws CancellationException when the person does not want to go on
     */
    Map<String, String> ask() {
        for (Option option : command.options) {
            if (!option.hidden && !entered.containsKey(option.key)) {
                entered.put(option.key, Remembered.initial(command, option));
            }
        }
        if (!entered.isEmpty()) {
            show();
            Remembered.keep(command, entered);
        }
        Map<String, String> changed = new LinkedHashMap<>();
        for (Option option : command.options) {
            if (!option.hidden && !entered.get(option.key).equals(option.fallback)) {
                changed.put(option.key, entered.get(option.key));
            }
        }
        return changed;
    }

    private void show() {
        GenericDialog dialog = new GenericDialog(Command.title(command.name));
        dialog.setInsets(0, 0, 5);
        dialog.addMessage(command.summary);
        Fields fields = new Fields(dialog);
        for (Option option : command.options) {
            if (!option.hidden) {
                fields.add(option, entered.get(option.key));
            }
        }
        dialog.setInsets(5, 0, 0);
        dialog.addMessage("", null, ERROR);
        Label error = (Label) dialog.getMessage();
        dialog.addDialogListener((source, event) -> {
            entered.replaceAll((key, old) -> fields.value(key));
            error.setText(firstError());
            return error.getText().isEmpty();
        });
        dialog.addHelp(Page.html(command));
        error.setText(firstError());
        dialog.getButtons()[0].setEnabled(error.getText().isEmpty());
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            throw new CancellationException();
        }
    }

    /** What is wrong with the values, one by one, in a line; empty when each is right. */
    private String firstError() {
        for (Option option : command.options) {
            if (!option.hidden) {
                try {
                    option.check(entered.get(option.key));
                    Grammar.checkWritable(option.key, entered.get(option.key));
                } catch (OptionException e) {
                    return e.getMessage();
                }
            }
        }
        return "";
    }
}
