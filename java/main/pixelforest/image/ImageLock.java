package pixelforest.image;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * ImageJ's lock on images that are being read: other plugins leave them alone meanwhile, and a window that is closed
 * keeps its pixels. Commands of Pixel Forest share it, since they only read.
 */
public final class ImageLock implements AutoCloseable {
    /** How many commands read each image. */
    private static final Map<ImagePlus, Integer> READERS = new IdentityHashMap<>();

    private final List<ImagePlus> locked = new ArrayList<>();

    private ImageLock() {}

    /**
     * Locks images until closed.
     *
     * @throws IOException where another plugin holds the lock of one of them; none is locked then
     */
    public static ImageLock of(ImagePlus... images) throws IOException {
        return of(Arrays.asList(images));
    }

    /** As of(images...). */
    public static ImageLock of(List<ImagePlus> images) throws IOException {
        ImageLock lock = new ImageLock();
        for (ImagePlus image : images) {
            if (!lock.add(image)) {
                lock.close();
                throw new IOException("image " + image.getTitle() + " is locked, another plugin is working on it: wait "
                        + "until that has ended, or free the image with Edit > Options > Reset...");
            }
        }
        return lock;
    }

    private boolean add(ImagePlus image) {
        synchronized (READERS) {
            boolean free = READERS.containsKey(image) || image.lockSilently();
            if (free) {
                READERS.merge(image, 1, Integer::sum);
                locked.add(image);
            }
            return free;
        }
    }

    /** Unlocks the images that no other command reads, and closes files that were opened for this one. */
    @Override
    public void close() {
        synchronized (READERS) {
            for (ImagePlus image : locked) {
                if (READERS.merge(image, -1, (count, less) -> count == 1 ? null : count + less) == null) {
                    image.unlock();
                    Origin.close(image);
                }
            }
            locked.clear();
        }
    }
}
