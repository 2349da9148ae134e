package pixelforest.window;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JMenuItem;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import javax.swing.JTextArea;
import pixelforest.engine.ApplyJob;
import pixelforest.engine.PlaneSource;

/** Step 2: the features of a pixel, as a table of features and sigmas. */
final class FeatureSection extends Section {
    private static final int PROBE = 256;

    private final transient SegmentationWindow window;
    private final JPanel table = new JPanel(new GridBagLayout());
    private final JTextArea said = text("");
    private final transient Newest newest = new Newest("features", e -> EventQueue.invokeLater(() -> say(Newest.text(e))));
    private transient FeatureTable features = FeatureTable.parse("default");
    private transient ImagePlus picture;
    private String shownOption;

    FeatureSection(Session session, SegmentationWindow window) {
        super(session, 2, "Features", false);
        this.window = window;
        add(text("Small sigma: fine detail. Large sigma: neighbourhood. The more features, the more strokes they need."), true);
        add(row(preset("Default", "default"), preset("All", "all"), none(), ownSigma()), false);
        add(table, false);
        add(said, true);
    }

    private JButton preset(String title, String option) {
        JButton button = new JButton(title);
        button.setName("features-" + option);
        button.addActionListener(e -> choose(FeatureTable.parse(option)));
        return button;
    }

    private JButton none() {
        JButton button = new JButton("None");
        button.addActionListener(e -> {
            features.clear();
            choose(features);
        });
        return button;
    }

    private JButton ownSigma() {
        JButton button = new JButton("Sigma\u2026");
        button.setToolTipText("Add a column for a sigma of your own");
        button.addActionListener(e -> {
            String text = JOptionPane.showInputDialog(this, "Sigma in pixels, from 0.3", "2");
            try {
                if (text != null) {
                    double sigma = Double.parseDouble(text.trim());
                    if (!(sigma >= 0.3 && sigma <= 100)) {
                        throw new NumberFormatException();
                    }
                    features.addSigma(sigma);
                    rebuild();
                }
            } catch (NumberFormatException wrong) {
                JOptionPane.showMessageDialog(this, text + " is no sigma: give a number from 0.3 to 100", "Pixel Forest",
                        JOptionPane.WARNING_MESSAGE);
            }
        });
        return button;
    }

    /** Takes a selection over. */
    private void choose(FeatureTable chosen) {
        features = chosen;
        if (chosen.isEmpty()) {
            say("No feature is chosen: choose at least one, for example Default.");
            rebuild();
            return;
        }
        String option = chosen.option();
        session.set("features", option.equals("default") ? "" : option);
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.SETTINGS || change == Session.Change.IMAGES) {
            String option = session.settings().getOrDefault("features", "default");
            if (!option.equals(shownOption) || change == Session.Change.IMAGES || features.isEmpty()) {
                shownOption = option;
                FeatureTable read = FeatureTable.parse(option);
                features.sigmas().forEach(read::addSigma);
                features = read;
                rebuild();
            }
            estimate();
        }
    }

    // ---- the table ----

    private void rebuild() {
        table.removeAll();
        int line = 0;
        cell(new JLabel("\u03c3 px"), 0, line);
        Calibration calibration = window.shown().image.getCalibration();
        int column = 1;
        for (double sigma : features.sigmas()) {
            JLabel head = new JLabel(FeatureTable.text(sigma));
            head.setFont(head.getFont().deriveFont(0.85f * head.getFont().getSize()));
            head.setToolTipText(calibration.scaled() ? String.format(Locale.ROOT, "%s px = %.3g %s", FeatureTable.text(sigma),
                    sigma * calibration.pixelWidth, calibration.getUnits()) : FeatureTable.text(sigma) + " px");
            cell(head, column++, line);
        }
        line++;
        String group = "";
        for (FeatureTable.Row row : FeatureTable.Row.values()) {
            if (!row.group.equals(group)) {
                group = row.group;
                JLabel title = new JLabel(group);
                title.setForeground(quiet());
                cell(title, 0, line++);
            }
            JLabel name = new JLabel(row.title);
            name.setToolTipText(row.help);
            cell(name, 0, line);
            column = 1;
            for (double sigma : features.sigmas()) {
                cell(box(row, sigma), column++, line);
            }
            line++;
        }
        if (window.shown().source.shape()[2] > 1) {
            JLabel name = new JLabel("2D only");
            name.setToolTipText("These sigmas look at single slices; the others follow the dimensions of step 1");
            cell(name, 0, line);
            column = 1;
            for (double sigma : features.sigmas()) {
                cell(flatBox(sigma), column++, line);
            }
        }
        table.setMaximumSize(new Dimension(Short.MAX_VALUE, table.getPreferredSize().height));
        table.revalidate();
        table.repaint();
    }

    private void cell(JComponent component, int x, int y) {
        GridBagConstraints at = new GridBagConstraints();
        at.gridx = x;
        at.gridy = y;
        at.anchor = x == 0 ? GridBagConstraints.WEST : GridBagConstraints.CENTER;
        at.gridwidth = x == 0 && component instanceof JLabel && component.getForeground() == quiet() ? 4 : 1;
        at.weightx = x == 0 ? 1 : 0;
        at.insets = new Insets(0, x == 0 ? 0 : 2, 0, 2);
        table.add(component, at);
    }

    private JCheckBox box(FeatureTable.Row row, double sigma) {
        JCheckBox box = new JCheckBox("", features.has(row, sigma));
        box.setMargin(new Insets(0, 0, 0, 0));
        box.setName(row.key + FeatureTable.text(sigma));
        boolean possible = sigma >= row.smallest;
        box.setEnabled(possible);
        box.setToolTipText(possible ? row.title + " at " + FeatureTable.text(sigma) + " px: " + row.help + ". Right-click to see it."
                : row.title + " needs a sigma of at least " + row.smallest);
        box.addActionListener(e -> {
            features.set(row, sigma, box.isSelected());
            choose(features);
        });
        box.addMouseListener(new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent e) {
                if (possible && (e.isPopupTrigger() || e.getButton() == MouseEvent.BUTTON3)) {
                    JPopupMenu menu = new JPopupMenu();
                    JMenuItem show = new JMenuItem("Show " + row.title + " at " + FeatureTable.text(sigma) + " px");
                    show.addActionListener(chosen -> show(row, sigma));
                    menu.add(show);
                    menu.show(box, e.getX(), e.getY());
                }
            }
        });
        return box;
    }

    private JCheckBox flatBox(double sigma) {
        JCheckBox box = new JCheckBox("", features.isFlat(sigma));
        box.setMargin(new Insets(0, 0, 0, 0));
        box.addActionListener(e -> {
            features.setFlat(sigma, box.isSelected());
            choose(features);
        });
        return box;
    }

    private void say(String text) {
        said.setText(text);
    }

    // ---- what it costs, and what a feature looks like ----

    private Map<String, String> settings(String option) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("features", option);
        for (String key : new String[] {"dimensions", "z_ratio", "normalize"}) {
            if (session.settings().containsKey(key)) {
                settings.put(key, session.settings().get(key));
            }
        }
        if ("training".equals(settings.get("normalize"))) {
            settings.put("normalize", "image"); // which there is without a model
        }
        return settings;
    }

    /** Counts the channels, and measures on a part of the shown slice what they cost. */
    private void estimate() {
        if (features.isEmpty()) {
            return;
        }
        PlaneSource source = window.shown().source;
        int[] shape = source.shape();
        int height = Math.min(PROBE, shape[3]);
        int width = Math.min(PROBE, shape[4]);
        int z = window.shown().slice();
        int[] region = {z, z + 1, (shape[3] - height) / 2, (shape[3] + height) / 2, (shape[4] - width) / 2,
            (shape[4] + width) / 2, 0, 1};
        region[3] = region[2] + height;
        region[5] = region[4] + width;
        Map<String, String> settings = settings(features.option());
        newest.ask(turn -> {
            try (ApplyJob job = ApplyJob.features(source, region, settings)) {
                turn.uses(job);
                int channels = job.channelNames(0).length;
                float[] plane = new float[height * width];
                job.run((frame, channel, slice) -> plane); // first: reads the image's range
                long start = System.nanoTime();
                try (ApplyJob again = ApplyJob.features(source, region, withoutRange(settings))) {
                    turn.uses(again);
                    again.run((frame, channel, slice) -> plane);
                }
                double nanos = (double) (System.nanoTime() - start) / height / width;
                String text = channels + " channels, about " + Math.round(nanos) + " ns a pixel of this slice";
                EventQueue.invokeLater(() -> {
                    summarise(channels + " channels");
                    say(text);
                });
            }
        });
    }

    private static Map<String, String> withoutRange(Map<String, String> settings) {
        Map<String, String> without = new LinkedHashMap<>(settings);
        without.put("normalize", "none");
        return without;
    }

    /** Shows a feature of the slice that is seen as an image, in the same window as the one before. */
    private void show(FeatureTable.Row row, double sigma) {
        SessionImage image = window.shown();
        PlaneSource source = image.source;
        int[] shape = source.shape();
        int z = image.slice();
        int frame = image.frame();
        Map<String, String> settings = settings("[" + row.key + ":" + FeatureTable.text(sigma)
                + (features.isFlat(sigma) ? "@2d" : "") + "]");
        String title = row.title + " " + FeatureTable.text(sigma) + " of " + image.image.getShortTitle();
        newest.ask(turn -> {
            try (ApplyJob job = ApplyJob.features(source, new int[] {z, z + 1, 0, shape[3], 0, shape[4], frame, frame + 1},
                    settings)) {
                turn.uses(job);
                String[] names = job.channelNames(0);
                float[][] planes = new float[names.length][shape[3] * shape[4]];
                job.run((f, channel, slice) -> planes[channel]);
                ImageStack stack = new ImageStack(shape[4], shape[3]);
                for (int c = 0; c < names.length; c++) {
                    stack.addSlice(names[c], planes[c]);
                }
                EventQueue.invokeLater(() -> display(title, stack));
            }
        });
    }

    private void display(String title, ImageStack stack) {
        if (picture == null || picture.getWindow() == null || picture.getStackSize() != stack.getSize()) {
            if (picture != null && picture.getWindow() != null) {
                picture.changes = false;
                picture.close();
            }
            picture = new ImagePlus(title, stack);
            picture.show();
        } else {
            picture.setStack(title, stack);
        }
        picture.resetDisplayRange();
        picture.updateAndDraw();
    }
}
