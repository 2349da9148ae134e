package pixelforest.window;

import java.awt.EventQueue;
import java.awt.Point;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.awt.event.MouseEvent;
import java.awt.event.MouseMotionAdapter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.swing.JButton;
import javax.swing.JTextArea;
import pixelforest.engine.Probe;
import pixelforest.engine.ProbeJob;

/** Step 6: where to draw next, and why the forest predicts what it does at a pixel. */
final class RefineSection extends Section {
    /** Half the side of the regions that uncertain places are the middle of, in pixels. */
    private static final int HALF = 16;
    private static final String HOW = "Hold I and point at a pixel to see why the forest predicts what it does there.";

    private final transient SegmentationWindow window;
    private final JTextArea said = text("");
    private final ProbePanel panel = new ProbePanel(this::jump);
    private final transient Newest worker = new Newest("probe", e -> EventQueue.invokeLater(() -> say(Newest.text(e))));
    private boolean probing;
    private Point probed;
    /** What the explained model was trained on. */
    private transient Session.Work trained;

    RefineSection(Session session, SegmentationWindow window) {
        super(session, 6, "Refine", false);
        this.window = window;
        add(text("Correct where it errs, above all at edges and borders, with strokes of both classes close together. Few strokes in"
                + " different regions teach more than many similar pixels. Add images that show how your data varies."), true);
        JButton next = new JButton("Next uncertain place");
        next.setName("nextUncertain");
        next.setToolTipText("The place where the forest hesitates most, of those not looked at yet (J)");
        next.addActionListener(e -> jump());
        add(row(next), false);
        say(HOW);
        add(said, true);
        add(panel, true);
        window.canvas().addMouseMotionListener(new MouseMotionAdapter() {
            @Override
            public void mouseMoved(MouseEvent e) {
                probe();
            }
        });
        window.canvas().addFocusListener(new FocusAdapter() {
            @Override
            public void focusLost(FocusEvent e) {
                probing = false; // the key's release goes elsewhere
            }
        });
    }

    private void say(String text) {
        said.setText(text);
        said.setVisible(!text.isEmpty());
        revalidate();
    }

    @Override
    public void changed(Session.Change change) {
        // Nothing here follows the session.
    }

    // ---- where to draw next ----

    /** Shows the place that the model is most uncertain of, of those not looked at: on this image, else on others. */
    void jump() {
        List<SessionImage> images = new ArrayList<>(session.images());
        images.remove(window.shown());
        images.add(0, window.shown());
        for (SessionImage image : images) {
            int[] place = session.loop().live().nextUncertain(image.key);
            if (place != null && image.image.getWindow() instanceof SegmentationWindow) {
                show((SegmentationWindow) image.image.getWindow(), place);
                return;
            }
        }
        open(true);
        say(session.loop().hasModel() ? "All that was predicted has been looked at. Other slices are predicted when they are shown."
                : "There is no model yet: draw strokes of each class, and press Live Update.");
    }

    private void show(SegmentationWindow of, int[] place) {
        SessionImage image = of.shown();
        image.show(place[0], place[1]);
        of.look(new Point(place[3], place[2]));
        session.loop().live().markShown(image.key, place[0], place[1], Math.max(0, place[2] - HALF), place[2] + HALF,
                Math.max(0, place[3] - HALF), place[3] + HALF);
        of.side().section(RefineSection.class).say(String.format(Locale.ROOT, "Uncertain at x %d, y %d%s: which class is it? A short"
                + " stroke there teaches most.", place[3], place[2],
                image.source.shape()[2] > 1 ? ", slice " + (place[1] + 1) : ""));
    }

    // ---- why ----

    /** The key of the probe is pressed, or released. */
    void setProbing(boolean now) {
        if (now && !probing) {
            probing = true;
            probed = null;
            open(true);
            probe();
        }
        probing = now;
    }

    /** Explains the pixel under the mouse, while the key is held. */
    private void probe() {
        Point at = probing ? window.canvas().pointed() : null;
        if (at == null || at.equals(probed)) {
            return;
        }
        probed = at;
        if (!session.loop().hasModel()) {
            say("There is no model yet: draw strokes of each class, and press Live Update.");
            return;
        }
        SessionImage image = window.shown();
        int frame = image.frame();
        int slice = image.slice();
        LiveLoop loop = session.loop();
        worker.ask(turn -> {
            Session.Work work = loop.trained();
            try (ProbeJob job = loop.withModel(model -> ProbeJob.at(loop.live(), image.key, model, image.source, frame, slice,
                    at.y, at.x, Collections.emptyMap()))) {
                turn.with(job, () -> {
                    Probe probe = job.probe();
                    EventQueue.invokeLater(() -> explain(probe, work, at, slice));
                });
            }
        });
    }

    private void explain(Probe probe, Session.Work work, Point at, int slice) {
        if (work == null) {
            return;
        }
        trained = work;
        say("");
        panel.show("x " + at.x + ", y " + at.y + (window.shown().source.shape()[2] > 1 ? ", slice " + (slice + 1) : ""), probe,
                work.labelling.classes, drawn(work));
    }

    /** The images that a training used, in its order. */
    private static List<SessionImage> drawn(Session.Work work) {
        List<SessionImage> drawn = new ArrayList<>(work.images);
        drawn.removeIf(image -> work.labelling.strokes(image.key).isEmpty());
        return drawn;
    }

    /** Shows a stroke in the window of its image. */
    private void jump(Probe.Stroke stroke) {
        SessionImage image = drawn(trained).get(stroke.image);
        if (!(image.image.getWindow() instanceof SegmentationWindow)) {
            say(image.image.getTitle() + " is closed.");
            return;
        }
        SegmentationWindow of = (SegmentationWindow) image.image.getWindow();
        of.toFront();
        image.show(stroke.frame, stroke.z);
        of.look(new Point(stroke.x, stroke.y));
        of.canvas().requestFocus();
    }

    /** The window is closed. */
    void end() {
        worker.drop();
    }
}
