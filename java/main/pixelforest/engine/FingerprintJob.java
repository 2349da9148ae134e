package pixelforest.engine;

import java.io.IOException;

/**
 * Computes the fingerprint by which a project knows an image: a checksum of up to 64 planes, evenly spaced, as a training
 * measures them.
 */
public final class FingerprintJob extends Job {
    private final PlaneSource image;

    private FingerprintJob(long id, PlaneSource image) {
        super(id);
        this.image = image;
    }

    /** A computation that has not begun. */
    public static FingerprintJob create(PlaneSource image) {
        Library.load();
        return new FingerprintJob(
                Native.fingerprintJob(image.name(), image.shape(), image.pixelType()), image);
    }

    /** Reads the planes and returns the fingerprint. */
    public int compute() throws IOException {
        run(image);
        return Native.fingerprintFinish(id());
    }
}
