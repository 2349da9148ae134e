package pixelforest.window;

import java.awt.Color;
import java.awt.Component;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import pixelforest.engine.ClassStyle;
import pixelforest.engine.Probe;

/** Why the forest predicts what it does at a pixel: probabilities, features, and strokes that look alike. */
final class ProbePanel extends JPanel {
    private static final int MOST_FEATURES = 5, MOST_STROKES = 4;
    private static final int GAP = 8;

    /** Shows the place of a stroke. */
    interface Jump {
        void to(Probe.Stroke stroke);
    }

    private final JLabel place = new JLabel();
    private final DataBars probabilities = new DataBars();
    private final JLabel because = new JLabel();
    private final DataBars features = new DataBars();
    private final JLabel alike = new JLabel("Strokes that look most alike here:");
    private final JPanel strokes = new JPanel();
    private final transient Jump jump;

    ProbePanel(Jump jump) {
        this.jump = jump;
        setLayout(new BoxLayout(this, BoxLayout.Y_AXIS));
        setAlignmentX(LEFT_ALIGNMENT);
        strokes.setLayout(new BoxLayout(strokes, BoxLayout.Y_AXIS));
        strokes.setAlignmentX(LEFT_ALIGNMENT);
        because.setToolTipText("What each feature adds to the probability, over all trees (in points of a hundred)");
        for (Component part : new Component[] {place, probabilities, because, features, alike, strokes}) {
            add(part);
        }
        because.setBorder(BorderFactory.createEmptyBorder(GAP, 0, 2, 0));
        alike.setBorder(BorderFactory.createEmptyBorder(GAP, 0, 2, 0));
        place.setBorder(BorderFactory.createEmptyBorder(0, 0, 2, 0));
        setVisible(false);
    }

    /**
     * Shows an explanation.
     *
     * @param where the pixel, in words
     * @param images those that were trained on, in order
     */
    void show(String where, Probe probe, List<ClassStyle> classes, List<SessionImage> images) {
        place.setText(where);
        probabilities.clear();
        for (int c = 0; c < Math.min(classes.size(), probe.probabilities.length); c++) {
            probabilities.add(classes.get(c).name, String.format(Locale.ROOT, "%.0f %%", 100 * probe.probabilities[c]),
                    probe.probabilities[c], new Color(classes.get(c).color));
        }
        ClassStyle most = classes.get(Math.min(probe.mostProbable, classes.size() - 1));
        because.setText("For and against " + most.name + ":");
        features.clear();
        double largest = probe.features.stream().mapToDouble(f -> Math.abs(f.contribution)).max().orElse(1);
        for (Probe.Feature feature : probe.features.subList(0, Math.min(MOST_FEATURES, probe.features.size()))) {
            features.add(feature.name, String.format(Locale.ROOT, "%+.1f", 100 * feature.contribution),
                    Math.abs(feature.contribution) / largest, feature.contribution > 0 ? new Color(most.color) : Color.GRAY);
        }
        strokes.removeAll();
        // By stroke: several of its pixels may be near.
        Map<Integer, Probe.Stroke> nearest = new TreeMap<>();
        for (Probe.Stroke stroke : probe.strokes) {
            boolean known = stroke.classIndex < classes.size() && stroke.image < images.size();
            if (known && nearest.size() < MOST_STROKES && nearest.putIfAbsent(stroke.stroke, stroke) == null) {
                strokes.add(button(stroke, classes.get(stroke.classIndex), images));
                strokes.add(Box.createVerticalStrut(2));
            }
        }
        setVisible(true);
        revalidate();
        repaint();
    }

    private JButton button(Probe.Stroke stroke, ClassStyle of, List<SessionImage> images) {
        SessionImage image = images.get(stroke.image);
        String text = of.name + (image.source.shape()[2] > 1 ? ", slice " + (stroke.z + 1) : "")
                + (image.source.shape()[0] > 1 ? ", frame " + (stroke.frame + 1) : "")
                + (images.size() > 1 ? ", " + image.image.getTitle() : "");
        JButton button = new JButton(text, new Swatch(of.color));
        button.setName("alike" + (strokes.getComponentCount() / 2 + 1));
        button.setMargin(new java.awt.Insets(1, 4, 1, 4));
        button.setAlignmentX(LEFT_ALIGNMENT);
        button.setToolTipText(String.format(Locale.ROOT, "Show this stroke (distance %.2g). Is its class wrong there? Erase it",
                stroke.distance));
        button.addActionListener(e -> jump.to(stroke));
        return button;
    }
}
