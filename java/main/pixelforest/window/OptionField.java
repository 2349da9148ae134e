package pixelforest.window;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.util.List;
import java.util.Locale;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JList;
import javax.swing.JTextField;
import javax.swing.UIManager;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import pixelforest.command.Option;

/** The field of a command's option in the window; what it says and takes is the option's. */
final class OptionField {
    private static final Color WRONG = new Color(0xD55E00);
    private static final int WIDTH = 150;

    /** Told the key and the value; an empty value is the default. */
    interface Listener {
        void changed(String key, String value);
    }

    final Option option;
    final JComponent component;

    /** @param words to choose from, where the window knows more than the option does; else null */
    OptionField(Option option, String value, List<String> words, Listener listener) {
        this.option = option;
        String shown = value == null ? option.fallback : value;
        if (option.kind == Option.Kind.FLAG) {
            component = box(shown, listener);
        } else if (words != null || option.kind == Option.Kind.CHOICE) {
            component = choice(shown, words == null ? option.words : words, listener);
        } else {
            component = text(shown, listener);
        }
        component.setName("option." + option.key);
        component.setToolTipText(option.help);
        component.setPreferredSize(new Dimension(WIDTH, component.getPreferredSize().height));
    }

    /** The option's name for a person. */
    String label() {
        return option.key.substring(0, 1).toUpperCase(Locale.ROOT) + option.key.substring(1).replace('_', ' ');
    }

    private JComponent box(String value, Listener listener) {
        JCheckBox box = new JCheckBox("", Boolean.parseBoolean(value));
        box.addActionListener(e -> tell(Boolean.toString(box.isSelected()), listener));
        return box;
    }

    private JComponent choice(String value, List<String> words, Listener listener) {
        JComboBox<String> choice = new JComboBox<>(words.toArray(new String[0]));
        choice.setSelectedItem(value);
        choice.setRenderer(new DefaultListCellRenderer() {
            @Override
            public Component getListCellRendererComponent(JList<?> of, Object word, int index, boolean chosen, boolean focused) {
                return super.getListCellRendererComponent(of, "".equals(word) ? "automatic" : word, index, chosen, focused);
            }
        });
        choice.addActionListener(e -> tell(String.valueOf(choice.getSelectedItem()), listener));
        return choice;
    }

    private JComponent text(String value, Listener listener) {
        JTextField text = new JTextField(value);
        text.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent e) {
                check(text, listener);
            }

            @Override
            public void removeUpdate(DocumentEvent e) {
                check(text, listener);
            }

            @Override
            public void changedUpdate(DocumentEvent e) {}
        });
        return text;
    }

    /** A value that the option cannot have is not told; the field says why. */
    private void check(JTextField text, Listener listener) {
        String value = text.getText().trim();
        try {
            option.check(value);
            text.setForeground(UIManager.getColor("TextField.foreground"));
            text.setToolTipText(option.help);
            tell(value, listener);
        } catch (IllegalArgumentException e) {
            text.setForeground(WRONG);
            text.setToolTipText(e.getMessage());
        }
    }

    private void tell(String value, Listener listener) {
        listener.changed(option.key, value.equals(option.fallback) ? "" : value);
    }
}
