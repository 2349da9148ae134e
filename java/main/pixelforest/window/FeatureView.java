package pixelforest.window;

import ij.CompositeImage;
import ij.ImagePlus;
import java.awt.EventQueue;
import java.awt.Point;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import pixelforest.engine.ApplyJob;
import pixelforest.image.ResultStack;

/** A feature of the shown slice as an image in a window of ImageJ's, which follows the slice. On the event thread. */
final class FeatureView implements Session.Listener {
    private final Session session;
    private final SessionImage of;
    private final Newest worker;
    private final Consumer<String> failed;
    /** The option for the feature, what it is called, and where it was computed; null for nothing. */
    private String feature, title;
    private int frame, slice;
    private ImagePlus window;
    /** Feature that the window shows. */
    private String seen;

    FeatureView(Session session, SessionImage of, Consumer<String> failed) {
        this.session = session;
        this.of = of;
        this.failed = failed;
        worker = new Newest("feature", e -> EventQueue.invokeLater(() -> failed.accept(Newest.text(e))));
        session.listen(this);
    }

    /** Shows a feature, as an option lists it. */
    void show(String option, String called) {
        feature = option;
        title = called;
        failed.accept("");
        compute();
    }

    private void compute() {
        frame = of.frame();
        slice = of.slice();
        int[] shape = of.source.shape();
        int[] region = {slice, slice + 1, 0, shape[3], 0, shape[4], frame, frame + 1};
        Map<String, String> settings = new HashMap<>();
        for (String key : new String[] {"dimensions", "z_ratio"}) {
            if (session.settings().containsKey(key)) {
                settings.put(key, session.settings().get(key));
            }
        }
        settings.put("features", feature);
        settings.put("normalize", "none".equals(session.settings().get("normalize")) ? "none" : "image");
        String name = title + " of " + of.image.getTitle();
        String asked = feature;
        worker.ask(turn -> {
            try (ApplyJob job = ApplyJob.features(of.source, region, settings)) {
                ResultStack planes = new ResultStack(of.image, ResultStack.Kind.FEATURES, job.channelNames(0), null, region);
                turn.with(job, () -> job.run(planes::plane));
                ImagePlus made = planes.toImage(name, new Properties());
                turn.check();
                EventQueue.invokeLater(() -> receive(made, asked));
            }
        });
    }

    private void receive(ImagePlus made, String asked) {
        boolean open = window != null && window.getWindow() != null;
        if (open && asked.equals(seen) && window.getStackSize() == made.getStackSize()
                && window.getWidth() == made.getWidth() && window.getHeight() == made.getHeight()) {
            for (int i = 1; i <= made.getStackSize(); i++) {
                window.getStack().setPixels(made.getStack().getPixels(i), i);
            }
            window.setStack(window.getStack()); // keeps channel, contrast and zoom
            window.updateAndDraw();
            return;
        }
        Point place = null;
        int channel = 1;
        if (open) {
            place = window.getWindow().getLocation();
            channel = window.getC();
            window.changes = false;
            window.close();
        }
        window = made;
        seen = asked;
        if (made instanceof CompositeImage && channel <= made.getNChannels()) {
            made.setC(channel);
        }
        made.show();
        if (place != null && made.getWindow() != null) {
            made.getWindow().setLocation(place);
        }
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.VIEW && window != null && window.getWindow() != null && of.image.getWindow() != null
                && (frame != of.frame() || slice != of.slice())) {
            compute();
        }
    }

    /** Follows no more; the window stays. */
    void end() {
        worker.drop();
        session.unlisten(this);
    }
}
