package pixelforest.window;

import ij.measure.Calibration;
import java.awt.Component;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.event.ActionEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javax.swing.AbstractAction;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.KeyStroke;
import javax.swing.SwingConstants;

/** The table of features and sigmas, with a check box each. */
final class FeatureGrid extends JPanel {
    /** What is seen as an image. */
    interface Viewer {
        void show(FeatureKind kind, double sigma);
    }

    private static final float SMALL = 10;
    private static final int COLUMN = 23;

    private final transient Consumer<FeatureChoice> changed;
    private final transient Viewer viewer;
    private transient FeatureChoice choice;
    private transient FeatureRules rules;

    FeatureGrid(Consumer<FeatureChoice> changed, Viewer viewer) {
        super(new GridBagLayout());
        this.changed = changed;
        this.viewer = viewer;
        setAlignmentX(LEFT_ALIGNMENT);
    }

    /**
     * Shows a choice.
     *
     * @param sigmas columns
     * @param dimensions the option, where slices can be looked at on their own or together; else null
     */
    void display(FeatureChoice now, FeatureRules known, Set<Double> sigmas, Calibration calibration, String dimensions) {
        choice = now;
        rules = known;
        removeAll();
        int[] widths = new int[1 + sigmas.size()];
        Arrays.fill(widths, 1, widths.length, COLUMN);
        ((GridBagLayout) getLayout()).columnWidths = widths;
        int row = head(sigmas, calibration);
        String group = "";
        for (FeatureKind kind : FeatureKind.values()) {
            if (!kind.group.equals(group)) {
                group = kind.group;
                JLabel title = new JLabel(group);
                title.setFont(title.getFont().deriveFont(Font.BOLD, SMALL));
                title.setForeground(Section.quiet());
                place(title, 0, row++, 1 + sigmas.size());
            }
            place(rowHead(kind, sigmas), 0, row, 1);
            int column = 1;
            for (double sigma : sigmas) {
                place(cell(kind, sigma), column++, row, 1);
            }
            row++;
        }
        if (dimensions != null) {
            flatRow(sigmas, row, dimensions);
        }
        revalidate();
        repaint();
    }

    private void place(Component component, int column, int row, int width) {
        GridBagConstraints at = new GridBagConstraints();
        at.gridx = column;
        at.gridy = row;
        at.gridwidth = width;
        at.anchor = column == 0 ? GridBagConstraints.WEST : GridBagConstraints.CENTER;
        at.insets = new Insets(row > 0 && width > 1 ? 4 : 0, 0, 0, 2);
        at.weightx = column == 0 ? 1 : 0;
        add(component, at);
    }

    /** Sigmas in pixels and, where these are calibrated, in their unit; returns the next row. */
    private int head(Set<Double> sigmas, Calibration calibration) {
        JLabel title = small("Sigma in pixels");
        title.setToolTipText("Small sigma: fine detail. Large sigma: the neighbourhood");
        place(title, 0, 0, 1);
        int column = 1;
        for (double sigma : sigmas) {
            JButton head = flatButton(FeatureChoice.text(sigma));
            head.setToolTipText("Sigma " + FeatureChoice.text(sigma) + ": all features, or none"
                    + (sigma <= 1 ? "; fine detail" : sigma >= 5 ? "; the neighbourhood" : ""));
            head.addActionListener(e -> toggle(FeatureKind.values(), new double[] {sigma}));
            place(head, column++, 0, 1);
        }
        if (!calibration.scaled() || !calibration.getXUnit().equals(calibration.getYUnit())) {
            return 1;
        }
        place(small("in " + calibration.getXUnit().replace("micron", "\u00b5m").replace("um", "\u00b5m")), 0, 1, 1);
        column = 1;
        for (double sigma : sigmas) {
            double length = sigma * (calibration.pixelWidth + calibration.pixelHeight) / 2;
            place(small(String.format(Locale.ROOT, length < 1 ? "%.2f" : length < 10 ? "%.1f" : "%.0f", length)), column++, 1, 1);
        }
        return 2;
    }

    private static JLabel small(String text) {
        JLabel label = new JLabel(text);
        label.setFont(label.getFont().deriveFont(Font.PLAIN, SMALL));
        label.setForeground(Section.quiet());
        return label;
    }

    private static JButton flatButton(String text) {
        JButton button = new JButton(text);
        button.setFont(button.getFont().deriveFont(Font.PLAIN, SMALL + 1));
        button.setMargin(new Insets(1, 1, 1, 1));
        button.setBorder(javax.swing.BorderFactory.createEmptyBorder(1, 1, 1, 1));
        button.setContentAreaFilled(false);
        button.setHorizontalAlignment(SwingConstants.LEFT);
        return button;
    }

    private JButton rowHead(FeatureKind kind, Set<Double> sigmas) {
        JButton head = flatButton("<html>" + kind.title.replaceFirst(" (magnitude|of Gaussians|eigenvalues)$", "<br>$1") + "</html>");
        head.setToolTipText(kind.title + ": " + kind.help + ". Click: at all sigmas, or none");
        head.setName(kind.key);
        head.addActionListener(e -> toggle(new FeatureKind[] {kind},
                sigmas.stream().mapToDouble(Double::doubleValue).toArray()));
        return head;
    }

    /** Chooses all that can be of some cells, or none where all are. */
    private void toggle(FeatureKind[] kinds, double[] sigmas) {
        FeatureChoice full = choice;
        FeatureChoice empty = choice;
        for (FeatureKind kind : kinds) {
            for (double sigma : sigmas) {
                if (rules.refusal(kind, sigma, true) == null) {
                    full = full.with(kind, sigma, true);
                    empty = empty.with(kind, sigma, false);
                }
            }
        }
        changed.accept(full.option().equals(choice.option()) ? empty : full);
    }

    private JCheckBox cell(FeatureKind kind, double sigma) {
        JCheckBox box = box(kind.key + FeatureChoice.text(sigma));
        String refusal = rules.refusal(kind, sigma, true);
        box.setSelected(choice.has(kind, sigma));
        box.setEnabled(refusal == null);
        box.setToolTipText(refusal != null ? refusal : "<html>" + kind.title + " at sigma " + FeatureChoice.text(sigma) + ": "
                + kind.help + ".<br>Right click, or the key V: see it as an image</html>");
        box.addActionListener(e -> changed.accept(choice.with(kind, sigma, box.isSelected())));
        if (refusal == null) {
            box.addMouseListener(new MouseAdapter() {
                @Override
                public void mousePressed(MouseEvent e) {
                    if (e.isPopupTrigger() || e.getButton() == MouseEvent.BUTTON3) {
                        viewer.show(kind, sigma);
                    }
                }
            });
            box.getInputMap(JComponent.WHEN_FOCUSED).put(KeyStroke.getKeyStroke('v'), "view");
            box.getActionMap().put("view", new AbstractAction() {
                @Override
                public void actionPerformed(ActionEvent e) {
                    viewer.show(kind, sigma);
                }
            });
        }
        return box;
    }

    private static JCheckBox box(String name) {
        JCheckBox box = new JCheckBox();
        box.setName(name);
        box.setMargin(new Insets(0, 0, 0, 0));
        box.setBorder(javax.swing.BorderFactory.createEmptyBorder(1, 1, 1, 1));
        return box;
    }

    private void flatRow(Set<Double> sigmas, int row, String dimensions) {
        JLabel title = new JLabel("Slice by slice (2D)");
        title.setFont(title.getFont().deriveFont(Font.PLAIN, SMALL + 1));
        title.setToolTipText("At this sigma, look at each slice on its own instead of at the volume");
        place(title, 0, row, 1);
        int column = 1;
        for (double sigma : sigmas) {
            JCheckBox box = box("flat" + FeatureChoice.text(sigma));
            String refusal = rules.refusalOf3d(sigma);
            boolean allFlat = dimensions.equals("2d");
            box.setSelected(allFlat || refusal != null || choice.isFlat(sigma));
            box.setEnabled(!allFlat && refusal == null);
            box.setToolTipText(allFlat ? "All features are in 2D: see step 1" : refusal != null ? refusal : title.getToolTipText());
            box.addActionListener(e -> changed.accept(choice.withFlat(sigma, box.isSelected())));
            place(box, column++, row, 1);
        }
    }
}
