package pixelforest.window;

import java.awt.EventQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import pixelforest.engine.Probe;
import pixelforest.engine.ProbeJob;

/** Step 6: where to draw next, and why the forest thinks what it does. */
final class RefineSection extends Section {
    private static final int MOST_FEATURES = 3, MOST_STROKES = 3;

    private final transient SegmentationWindow window;
    private final JTextArea explained = text("Hold I and point at a pixel to see why the forest thinks what it does.");
    private final JPanel strokes = new JPanel();
    private final transient Newest newest = new Newest("probe", e -> EventQueue.invokeLater(() -> explain(Newest.text(e))));

    RefineSection(Session session, SegmentationWindow window) {
        super(session, 6, "Refine", false);
        this.window = window;
        add(text("Draw where it errs: at edges and borders, with strokes of both classes close together. A few strokes in"
                + " different places teach more than many alike."), true);
        JButton next = new JButton("Next uncertain");
        next.setName("nextUncertain");
        next.setToolTipText("Show the place that the forest is most uncertain of, of those not looked at (J)");
        next.addActionListener(e -> jump());
        add(row(next), false);
        add(explained, true);
        strokes.setLayout(new BoxLayout(strokes, BoxLayout.Y_AXIS));
        add(strokes, true);
    }

    @Override
    public void changed(Session.Change change) {
        // Nothing here follows the session.
    }

    private void explain(String text) {
        explained.setText(text);
    }

    /** Shows the place that the model is most uncertain of. */
    void jump() {
        SessionImage image = window.shown();
        int[] place = session.loop().live().nextUncertain(image.key);
        if (place == null) {
            explain("All that was predicted of this image was looked at. Other slices are predicted as they are shown.");
            open(true);
            return;
        }
        image.show(place[0], place[1]);
        window.canvas().centre(place[3], place[2]);
        session.loop().live().markShown(image.key, place[0], place[1], Math.max(0, place[2] - 16), place[2] + 16,
                Math.max(0, place[3] - 16), place[3] + 16);
        explain(String.format(Locale.ROOT, "Uncertain around x=%d, y=%d%s: which class is it? Draw it.", place[3], place[2],
                image.source.shape()[2] > 1 ? ", slice " + (place[1] + 1) : ""));
    }

    /** Explains the prediction at a pixel of the plane that is seen. */
    void probe(int x, int y) {
        SessionImage image = window.shown();
        int[] shape = image.source.shape();
        if (!session.loop().hasModel() || x < 0 || y < 0 || x >= shape[4] || y >= shape[3]) {
            return;
        }
        open(true);
        int frame = image.frame();
        int z = image.slice();
        List<SessionImage> trained = session.strokeImages();
        List<String> names = new ArrayList<>();
        session.labelling().classes.forEach(c -> names.add(c.name));
        newest.ask(turn -> {
            Probe probe = probe(turn, image, frame, z, y, x);
            EventQueue.invokeLater(() -> show(probe, names, trained, x, y));
        });
    }

    private Probe probe(Newest.Turn turn, SessionImage image, int frame, int z, int y, int x) throws IOException {
        try (ProbeJob job = session.loop().withModel(model -> ProbeJob.at(session.loop().live(), image.key, model,
                image.source, frame, z, y, x, Collections.emptyMap()))) {
            turn.uses(job);
            return job.probe();
        }
    }

    private void show(Probe probe, List<String> names, List<SessionImage> trained, int x, int y) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "x=%d, y=%d:", x, y));
        for (int i = 0; i < Math.min(names.size(), probe.probabilities.length); i++) {
            text.append(String.format(Locale.ROOT, " %s %.0f %%", names.get(i), 100 * probe.probabilities[i]));
        }
        for (Probe.Feature feature : probe.features.subList(0, Math.min(MOST_FEATURES, probe.features.size()))) {
            text.append(String.format(Locale.ROOT, "\n%+.0f %% by %s = %.3g", 100 * feature.contribution, feature.name,
                    feature.value));
        }
        explain(text.toString());
        strokes.removeAll();
        for (Probe.Stroke stroke : probe.strokes.subList(0, Math.min(MOST_STROKES, probe.strokes.size()))) {
            if (stroke.image < trained.size() && stroke.classIndex < names.size()) {
                strokes.add(button(stroke, names.get(stroke.classIndex), trained.get(stroke.image)));
            }
        }
        strokes.revalidate();
        strokes.repaint();
    }

    /** A stroke that looks alike; a click shows it. */
    private JButton button(Probe.Stroke stroke, String className, SessionImage image) {
        JButton button = new JButton("Like a stroke of " + className + (image.source.shape()[2] > 1 ? " on slice " + (stroke.z + 1)
                : ""));
        button.setToolTipText("Show this stroke: if its class is wrong there, delete it or draw over it");
        button.addActionListener(e -> {
            if (image.image.getWindow() instanceof SegmentationWindow) {
                SegmentationWindow of = (SegmentationWindow) image.image.getWindow();
                of.toFront();
                image.show(stroke.frame, stroke.z);
                of.canvas().centre(stroke.x, stroke.y);
            }
        });
        return button;
    }
}
