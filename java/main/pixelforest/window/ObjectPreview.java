package pixelforest.window;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import java.awt.EventQueue;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import pixelforest.annotation.ObjectOutlines;
import pixelforest.engine.ApplyJob;
import pixelforest.engine.Job;
import pixelforest.engine.ObjectJob;

/** Objects of the plane that is seen, on a thread of its own; newer wishes stop older work. */
final class ObjectPreview implements AutoCloseable {
    private final LiveLoop loop;
    private final BiConsumer<OutlinesRoi, Integer> found;
    private final Consumer<String> failed;

    // Guarded by this.
    private View wanted;
    private Map<String, String> options;
    private Job[] running = {};
    private boolean closed;

    /** Both are told on the event thread: outlines with their number, or what went wrong. */
    ObjectPreview(LiveLoop loop, BiConsumer<OutlinesRoi, Integer> found, Consumer<String> failed) {
        this.loop = loop;
        this.found = found;
        this.failed = failed;
        Thread thread = new Thread(this::work, "Pixel Forest objects");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks for the objects of a plane; null stops. */
    synchronized void show(View view, Map<String, String> chosen) {
        wanted = view;
        options = new HashMap<>(chosen);
        stop();
        notifyAll();
    }

    private void stop() {
        for (Job job : running) {
            job.cancel();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
        notifyAll();
    }

    private void work() {
        while (true) {
            View view;
            Map<String, String> chosen;
            synchronized (this) {
                while (wanted == null && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (closed) {
                    return;
                }
                view = wanted;
                chosen = options;
                wanted = null;
            }
            try {
                find(view, chosen);
            } catch (CancellationException e) {
                continue; // a newer wish waits
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                EventQueue.invokeLater(() -> failed.accept(Newest.text(e)));
            }
        }
    }

    private void find(View view, Map<String, String> chosen) throws IOException {
        int[] shape = view.image.source.shape();
        int[] region = {view.slice, view.slice + 1, 0, shape[3], 0, shape[4], view.frame, view.frame + 1};
        Calibration calibration = view.image.image.getCalibration();
        double[] spacing = {calibration.pixelWidth, calibration.pixelHeight, calibration.pixelWidth};
        Map<String, String> settings = new HashMap<>(chosen);
        settings.put("input", "probabilities");
        settings.remove("spacing"); // a plane has that of its pixels
        Map<String, String> prediction = new HashMap<>(chosen);
        prediction.keySet().retainAll(java.util.Arrays.asList("object_class", "boundary_class", "threshold"));
        int[] planeShape = {1, 1, 1, shape[3], shape[4]};
        try (ObjectJob objects = loop.withModel(m -> ObjectJob.ofResults(view.image.source.name(), planeShape, spacing,
                        calibration.getUnit(), m.classNames(), settings));
                ApplyJob job = loop.withModel(m -> ApplyJob.predict(loop.live(), view.image.key, m, view.image.source, region,
                        new String[] {"objects"}, prediction))) {
            synchronized (this) {
                if (wanted != null || closed) {
                    throw new CancellationException();
                }
                running = new Job[] {job, objects};
            }
            try {
                job.objectsTo(0, objects, (frame, labels) -> {
                    FloatProcessor plane = new FloatProcessor(shape[4], shape[3]);
                    labels.read(0, plane.getPixels());
                    List<Roi> outlines = ObjectOutlines.of(new ImagePlus("objects", plane), 1);
                    OutlinesRoi roi = new OutlinesRoi(view.image, view.frame, view.slice, outlines);
                    int count = labels.count();
                    EventQueue.invokeLater(() -> found.accept(roi, count));
                });
                job.run((frame, channel, z) -> null);
            } finally {
                synchronized (this) {
                    running = new Job[0];
                }
            }
        }
    }
}
