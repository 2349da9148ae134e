package pixelforest.window;

import java.awt.Color;
import java.awt.Dimension;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.ButtonGroup;
import javax.swing.Icon;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JColorChooser;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JRadioButton;
import javax.swing.JTextArea;
import pixelforest.annotation.Labelling;
import pixelforest.engine.ClassStyle;
import pixelforest.image.ClassLut;

/** Step 3: the classes, which one is drawn, and how much of each was. */
final class ClassSection extends Section {
    /** Strokes of a class from which on a forest has seen enough different ones. */
    private static final int ENOUGH = 5;

    private final JPanel list = new JPanel();
    private final JTextArea hint = text("");

    ClassSection(Session session) {
        super(session, 3, "Classes", true);
        list.setLayout(new BoxLayout(list, BoxLayout.Y_AXIS));
        add(list, true);
        JButton more = new JButton("Add class");
        more.setName("addClass");
        more.setToolTipText("What else there is in the image, for example the rim of nuclei that touch");
        more.addActionListener(e -> addClass());
        add(row(more), false);
        add(hint, true);
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.LABELLING || change == Session.Change.APPEARANCE || change == Session.Change.IMAGES) {
            rebuild();
        }
    }

    private void rebuild() {
        Labelling now = session.labelling();
        list.removeAll();
        ButtonGroup group = new ButtonGroup();
        Set<String> few = new TreeSet<>();
        for (int i = 0; i < now.classes.size(); i++) {
            list.add(classRow(now, i, group));
            if (now.strokeCount(i) < ENOUGH) {
                few.add(now.classes.get(i).name);
            }
        }
        summarise(now.classes.size() + " classes");
        hint.setText(few.isEmpty() ? "" : "Brush at least five regions of " + String.join(" and ", few)
                + ", in different places: edges and borders, bright and dim ones.");
        list.revalidate();
        list.repaint();
    }

    private JPanel classRow(Labelling now, int index, ButtonGroup group) {
        ClassStyle of = now.classes.get(index);
        JRadioButton name = new JRadioButton(of.name, index == session.active());
        name.setName("class" + (index + 1));
        name.setToolTipText("Draw strokes of this class" + (index < 9 ? " (key " + (index + 1) + ")" : ""));
        name.addActionListener(e -> {
            session.setActive(index);
            session.setErasing(false);
            BrushTool.choose();
        });
        group.add(name);
        JButton color = small(new Swatch(of.color), "Colour of " + of.name);
        color.addActionListener(e -> recolour(index));
        JCheckBox visible = new JCheckBox("", of.visible);
        visible.setToolTipText("Show strokes and segmentation of " + of.name);
        visible.addActionListener(e -> change(index, c -> c.shown(visible.isSelected())));
        JLabel strokes = new JLabel(Integer.toString(now.strokeCount(index)));
        strokes.setToolTipText("Strokes of " + of.name);
        strokes.setForeground(quiet());
        JButton rename = small(null, "Rename " + of.name);
        rename.setText("\u270e");
        rename.setName("rename" + (index + 1));
        rename.addActionListener(e -> rename(index));
        JButton delete = small(null, "Delete " + of.name + " and its strokes");
        delete.setText("\u2715");
        delete.setName("delete" + (index + 1));
        delete.addActionListener(e -> delete(index));
        delete.setEnabled(now.classes.size() > 2);
        JPanel row = row(color, name, Box.createHorizontalGlue(), strokes, visible, rename, delete);
        row.setMaximumSize(new Dimension(Short.MAX_VALUE, row.getPreferredSize().height));
        return row;
    }

    private static JButton small(Icon icon, String help) {
        JButton button = new JButton(icon);
        button.setMargin(new java.awt.Insets(1, 3, 1, 3));
        button.setToolTipText(help);
        button.setFocusPainted(true);
        return button;
    }

    private void change(int index, UnaryOperator<ClassStyle> how) {
        try {
            session.change(session.labelling().withClass(index, how.apply(session.labelling().classes.get(index))));
        } catch (IllegalArgumentException e) {
            JOptionPane.showMessageDialog(this, e.getMessage(), "Pixel Forest", JOptionPane.WARNING_MESSAGE);
        }
    }

    private void recolour(int index) {
        ClassStyle of = session.labelling().classes.get(index);
        Color color = JColorChooser.showDialog(this, "Colour of " + of.name, new Color(of.color));
        if (color != null) {
            change(index, c -> c.colored(color.getRGB()));
        }
    }

    private void rename(int index) {
        String old = session.labelling().classes.get(index).name;
        Object name = JOptionPane.showInputDialog(this, "Name of the class", "Rename " + old, JOptionPane.PLAIN_MESSAGE, null,
                null, old);
        if (name != null) {
            change(index, c -> c.named(name.toString().trim()));
        }
    }

    private void addClass() {
        int count = session.labelling().classes.size();
        String name = JOptionPane.showInputDialog(this, "Name of the class", "Class " + (count + 1));
        if (name != null) {
            try {
                int color = ClassLut.defaultColors(count + 1)[count];
                session.change(session.labelling().withClass(new ClassStyle(name.trim(), color, true)));
                session.setActive(count);
            } catch (IllegalArgumentException e) {
                JOptionPane.showMessageDialog(this, e.getMessage(), "Pixel Forest", JOptionPane.WARNING_MESSAGE);
            }
        }
    }

    private void delete(int index) {
        ClassStyle of = session.labelling().classes.get(index);
        int strokes = session.labelling().strokeCount(index);
        if (strokes > 0) {
            int answer = JOptionPane.showConfirmDialog(this, "Delete " + of.name + " with its " + strokes
                    + " strokes? Undo brings them back.", "Pixel Forest", JOptionPane.OK_CANCEL_OPTION);
            if (answer != JOptionPane.OK_OPTION) {
                return;
            }
        }
        session.change(session.labelling().withoutClass(index));
    }
}
