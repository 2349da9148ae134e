package pixelforest.command;

import ij.ImagePlus;
import ij.gui.GenericDialog;
import ij.io.DirectoryChooser;
import ij.io.OpenDialog;
import ij.io.SaveDialog;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Color;
import java.awt.Component;
import java.awt.FlowLayout;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Label;
import java.awt.MenuItem;
import java.awt.Panel;
import java.awt.PopupMenu;
import java.awt.TextField;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The fields of a command's dialog: a row per option with its name, its field and what it is. */
final class Fields {
    private static final int NUMBER_COLUMNS = 8, TEXT_COLUMNS = 30, GAP = 3;
    private static final Color HINT = new Color(0x505050);

    private final GenericDialog dialog;
    /** What the fields hold, by the options' keys. */
    private final Map<String, Supplier<String>> values = new HashMap<>();

    Fields(GenericDialog dialog) {
        this.dialog = dialog;
    }

    /** What an option's field holds now. */
    String value(String key) {
        return values.get(key).get();
    }

    /** Adds a row below the others. */
    void add(Option option, String value) {
        dialog.setInsets(0, 0, 2);
        switch (option.kind) {
            case FLAG:
                Checkbox box = addCheckbox(option.help, Boolean.parseBoolean(value));
                values.put(option.key, () -> Boolean.toString(box.getState()));
                addRow(option, box);
                break;
            case LIST:
                addList(option, Option.split(value));
                break;
            case CHOICE:
                dialog.addChoice(Dialog.label(option), option.words.toArray(new String[0]), value);
                Choice choice = (Choice) dialog.getChoices().lastElement();
                values.put(option.key, choice::getSelectedItem);
                addBeside(choice, hint(option));
                break;
            case INTEGER:
            case NUMBER:
                addBeside(addText(option, value, NUMBER_COLUMNS), hint(option));
                break;
            default:
                TextField text = addText(option, value, TEXT_COLUMNS);
                if (option.kind.isImage() || option.kind == Option.Kind.ANNOTATIONS) {
                    addBeside(text, imageButton(option, text), hint(option));
                } else if (option.kind.isPath()) {
                    addBeside(text, browseButton(option, text), hint(option));
                } else {
                    addBeside(text, hint(option));
                }
                break;
        }
    }

    private TextField addText(Option option, String value, int columns) {
        dialog.addStringField(Dialog.label(option), value, columns);
        TextField text = (TextField) dialog.getStringFields().lastElement();
        values.put(option.key, () -> text.getText().trim());
        return text;
    }

    /** A checkbox for each word. */
    private void addList(Option option, List<String> chosen) {
        Checkbox[] boxes =
                option.words.stream().map(word -> addCheckbox(word, chosen.contains(word))).toArray(Checkbox[]::new);
        values.put(option.key, () -> IntStream.range(0, boxes.length).filter(i -> boxes[i].getState())
                .mapToObj(option.words::get).collect(Collectors.joining(",")));
        addRow(option, boxes);
    }

    private Checkbox addCheckbox(String label, boolean state) {
        dialog.addCheckbox(label, state);
        return (Checkbox) dialog.getCheckboxes().lastElement();
    }

    /** Puts components to the right of a field, by a panel in the field's place. */
    private void addBeside(Component field, Component... components) {
        GridBagLayout layout = (GridBagLayout) dialog.getLayout();
        GridBagConstraints place = layout.getConstraints(field);
        Panel panel = new Panel(new FlowLayout(FlowLayout.LEFT, GAP, 0));
        panel.add(field);
        for (Component component : components) {
            panel.add(component);
        }
        place.gridwidth = GridBagConstraints.REMAINDER;
        layout.setConstraints(panel, place);
        dialog.add(panel);
    }

    /** Makes a row like the others of checkboxes, which ImageJ puts to the left of all fields. */
    private void addRow(Option option, Checkbox... boxes) {
        GridBagLayout layout = (GridBagLayout) dialog.getLayout();
        GridBagConstraints place = layout.getConstraints(boxes[0]);
        place.insets.left = 0;
        place.gridwidth = 1;
        place.anchor = GridBagConstraints.EAST;
        dialog.add(new Label(Dialog.label(option).replace('_', ' ')), place);
        place.gridx = 1;
        place.anchor = GridBagConstraints.WEST;
        layout.setConstraints(boxes[0], place);
        addBeside(boxes[0], Arrays.copyOfRange(boxes, 1, boxes.length));
    }

    private static Label hint(Option option) {
        Label hint = new Label(option.help);
        hint.setForeground(HINT);
        return hint;
    }

    private static Button browseButton(Option option, TextField field) {
        Button button = new Button("Browse");
        button.addActionListener(event -> choose(option, field::setText));
        return button;
    }

    private static void choose(Option option, Consumer<String> to) {
        Recorder.resetCommandOptions(); // it would complain of a second choice for the same field
        String title = Dialog.label(option).replace('_', ' ');
        String folder;
        String name = "";
        if (option.kind == Option.Kind.FOLDER) {
            folder = new DirectoryChooser(title).getDirectory();
        } else if (option.kind == Option.Kind.NEW_FILE) {
            SaveDialog chooser = new SaveDialog(title, option.key, ".pforest");
            folder = chooser.getDirectory();
            name = chooser.getFileName();
        } else {
            OpenDialog chooser = new OpenDialog(title, null);
            folder = chooser.getDirectory();
            name = chooser.getFileName();
        }
        if (folder != null && name != null) {
            to.accept(folder + name);
        }
    }

    /** Opens a menu of the open images. */
    private static Button imageButton(Option option, TextField field) {
        Button button = new Button(option.kind == Option.Kind.IMAGES ? "Add" : "Choose");
        button.addActionListener(event -> {
            PopupMenu menu = imageMenu(option, field);
            button.add(menu);
            menu.show(button, 0, button.getHeight());
        });
        return button;
    }

    private static PopupMenu imageMenu(Option option, TextField field) {
        PopupMenu menu = new PopupMenu();
        if (option.kind == Option.Kind.ANNOTATIONS) {
            addItem(menu, Drawing.OVERLAY, () -> pick(option, Drawing.OVERLAY, field));
            addItem(menu, Drawing.ROI_MANAGER, () -> pick(option, Drawing.ROI_MANAGER, field));
            menu.addSeparator();
        }
        List<ImagePlus> open = OpenImages.all();
        for (ImagePlus image : open) {
            String name = OpenImages.name(image, open);
            boolean titled = name.equals(image.getTitle());
            addItem(menu, titled ? name : image.getTitle() + " (" + name + ")", () -> pick(option, name, field));
        }
        menu.addSeparator();
        addItem(menu, "File...", () -> choose(option, path -> pick(option, path, field)));
        return menu;
    }

    private static void addItem(PopupMenu menu, String label, Runnable action) {
        MenuItem item = new MenuItem(label);
        item.addActionListener(event -> action.run());
        menu.add(item);
    }

    private static void pick(Option option, String name, TextField field) {
        boolean adds = option.kind == Option.Kind.IMAGES && !field.getText().trim().isEmpty();
        field.setText(adds ? field.getText().trim() + "|" + name : name);
    }
}
