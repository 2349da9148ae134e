package pixelforest.window;

import ij.ImageListener;
import ij.ImagePlus;
import java.awt.EventQueue;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Notices that another plugin has changed an image's pixels or shape. ImageJ says only that an image was drawn again, which also a
 * change of contrast or slice does; so the shown plane is compared with what it was when it was shown last.
 */
final class PixelWatch implements ImageListener, AutoCloseable {
    private final Session session;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "Pixel Forest watch");
        made.setDaemon(true);
        return made;
    });
    /** Hashes of planes by image and plane; of the thread alone. */
    private final Map<Long, Map<Integer, Integer>> seen = new ConcurrentHashMap<>();

    PixelWatch(Session session) {
        this.session = session;
        ImagePlus.addImageListener(this);
    }

    @Override
    public void imageOpened(ImagePlus image) {}

    @Override
    public void imageClosed(ImagePlus image) {}

    @Override
    public void imageUpdated(ImagePlus image) {
        EventQueue.invokeLater(() -> {
            SessionImage watched = session.image(image);
            if (watched != null) {
                remember(watched);
            }
        });
    }

    /** Compares the plane that is shown with what it was when it was shown last; on the event thread. */
    void remember(SessionImage watched) {
        ImagePlus image = watched.image;
        if (image.getProcessor() != null && !thread.isShutdown()) {
            int plane = image.getCurrentSlice();
            Object pixels = image.getProcessor().getPixels();
            thread.execute(() -> compare(watched, plane, pixels));
        }
    }

    private void compare(SessionImage image, int plane, Object pixels) {
        Map<Integer, Integer> planes = seen.computeIfAbsent(image.key, key -> new ConcurrentHashMap<>());
        int hash = 31 * hash(pixels) + Arrays.hashCode(image.image.getDimensions());
        Integer before = planes.put(plane, hash);
        if (before != null && before != hash) {
            planes.clear();
            planes.put(plane, hash);
            EventQueue.invokeLater(() -> session.pixelsChanged(image));
        }
    }

    private static int hash(Object pixels) {
        if (pixels instanceof byte[]) {
            return Arrays.hashCode((byte[]) pixels);
        } else if (pixels instanceof short[]) {
            return Arrays.hashCode((short[]) pixels);
        } else if (pixels instanceof int[]) {
            return Arrays.hashCode((int[]) pixels);
        } else {
            return Arrays.hashCode((float[]) pixels);
        }
    }

    @Override
    public void close() {
        ImagePlus.removeImageListener(this);
        thread.shutdown();
    }
}
