package pixelforest.window;

import java.awt.EventQueue;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import pixelforest.engine.ApplyJob;

/** How many numbers describe a pixel and how long they take, measured on a part of the shown slice while nothing else is done. */
final class FeatureCost {
    /** Pixels across and down of the part. */
    private static final int SIDE = 512;
    private static final int ROUNDS = 2;
    private static final int WAIT_MILLIS = 100;

    private final Session session;
    private final Consumer<String> receiver;
    private final Newest worker;

    /** The receiver is told on the event thread. */
    FeatureCost(Session session, Consumer<String> receiver) {
        this.session = session;
        this.receiver = receiver;
        worker = new Newest("cost", e -> say(Newest.text(e)));
    }

    /** Measures what the session's features cost on an image. */
    void measure(SessionImage image, int frame, int slice) {
        Map<String, String> settings = settings(session.settings());
        LiveLoop loop = session.loop();
        worker.ask(turn -> {
            int[] shape = image.source.shape();
            int width = Math.min(SIDE, shape[4]);
            int height = Math.min(SIDE, shape[3]);
            int y = (shape[3] - height) / 2;
            int x = (shape[4] - width) / 2;
            int[] region = {slice, slice + 1, y, y + height, x, x + width, frame, frame + 1};
            double best = Double.POSITIVE_INFINITY;
            int count = 0;
            for (int round = 0; round < ROUNDS; round++) {
                await(loop, turn);
                try (ApplyJob job = ApplyJob.features(image.source, region, settings)) {
                    count = job.channelNames(0).length;
                    if (round == 0) {
                        say(count + " numbers per pixel");
                    }
                    float[] plane = new float[width * height]; // nobody looks at it
                    long start = System.nanoTime();
                    turn.with(job, () -> job.run((t, c, z) -> plane));
                    best = Math.min(best, (System.nanoTime() - start) / 1e6);
                }
            }
            say(String.format(Locale.ROOT, "%d numbers per pixel, about %.2g s per megapixel", count,
                    best / 1e3 / (width * height / 1e6)));
        });
    }

    void end() {
        worker.drop();
    }

    private void say(String text) {
        EventQueue.invokeLater(() -> receiver.accept(text));
    }

    /** Those of a training that matter, without what reads the whole image. */
    private static Map<String, String> settings(Map<String, String> training) {
        Map<String, String> settings = new HashMap<>();
        for (String key : new String[] {"features", "dimensions", "z_ratio"}) {
            if (training.containsKey(key)) {
                settings.put(key, training.get(key));
            }
        }
        settings.put("normalize", "none");
        return settings;
    }

    private static void await(LiveLoop loop, Newest.Turn turn) {
        try {
            do {
                Thread.sleep(WAIT_MILLIS);
                turn.check();
            } while (loop.state().isBusy());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }
}
