package pixelforest.window;

import ij.ImagePlus;
import java.util.concurrent.atomic.AtomicLong;
import pixelforest.image.ImageSource;

/** An image of a session. */
final class SessionImage {
    private static final AtomicLong KEYS = new AtomicLong();

    /** What it is called in caches and labellings: another one for every image that was ever added. */
    final long key = KEYS.incrementAndGet();
    final ImagePlus image;
    /** Its planes; another source once its shape or type has changed. */
    volatile ImageSource source;
    private int[] channels;

    /** An image of which some channels are used, from 1; null for all. */
    SessionImage(ImagePlus image, int[] channels) {
        this.image = image;
        this.channels = channels;
        source = ImageSource.of(image, channels);
    }

    /** Reads the image as it is now. */
    void reread() {
        source = ImageSource.of(image, channels);
    }

    /**
     * Uses some of its channels, from 1; null for all.
     *
     * @throws IllegalArgumentException where it has no such channel
     */
    void use(int[] chosen) {
        source = ImageSource.of(image, chosen);
        channels = chosen;
    }

    /** Frame that is shown, from 0. */
    int frame() {
        return source.shape()[0] > 1 ? frames() : 0;
    }

    /** Slice that is shown, from 0. */
    int slice() {
        if (source.shape()[2] == 1) {
            return 0;
        }
        return image.isHyperStack() ? image.getZ() - 1 : image.getCurrentSlice() - 1;
    }

    private int frames() {
        return image.isHyperStack() ? image.getT() - 1 : image.getCurrentSlice() - 1;
    }

    /** Shows a plane; both from 0. */
    void show(int frame, int slice) {
        if (image.isHyperStack()) {
            image.setPosition(image.getC(), slice + 1, frame + 1);
        } else if (image.getStackSize() > 1) {
            image.setSlice(source.shape()[2] > 1 ? slice + 1 : frame + 1);
        }
    }
}
