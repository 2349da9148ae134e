package pixelforest.engine;

import java.util.Arrays;

/**
 * What the jobs of a window share, so that each computes only what is new: the features of labelled voxels, the measured
 * intensities of images, how fast this machine is, and which regions the model is uncertain of. An image is known by a key
 * that its owner chooses and that stays the same while its pixels do.
 *
 * <p>Any thread may call; jobs that were made with this go on to their end when it is closed.
 */
public final class Live extends Handle {
    private Live(long id) {
        super(id);
    }

    /** Nothing known yet; at most so many bytes are kept. */
    public static Live open(long budgetBytes) {
        Library.load();
        return new Live(Native.live(budgetBytes));
    }

    /** Forgets everything of an image: its pixels changed, or it was closed. */
    public void forget(long key) {
        Native.liveForget(id(), key);
    }

    /** How many voxels' features are kept. */
    public long rows() {
        return Native.liveState(id())[0];
    }

    /** Bytes that are kept. */
    public long bytes() {
        return Native.liveState(id())[1];
    }

    /**
     * How long a prediction will take, from the latest ones: milliseconds, or NaN before the first, when nobody knows.
     *
     * @param region z0, z1, y0, y1, x0, x1 (ends are one past the last)
     * @param step as the setting of {@link ApplyJob#predict(Live, long, Model, PlaneSource, int[], String[], java.util.Map)}
     */
    public double expectedMillis(Model model, PlaneSource image, int[] region, int step) {
        return Native.liveExpectedMillis(id(), model.id(), image.shape(), Arrays.copyOf(region, 6), step);
    }

    /** Says that a part of a slice was looked at since the last training, for {@link #nextUncertain}. */
    public void markShown(long key, int frame, int z, int y0, int y1, int x0, int x1) {
        Native.liveMarkShown(id(), key, new int[] {frame, z, y0, y1, x0, x1});
    }

    /**
     * The middle of the region of 32 x 32 pixels that the last trained model is most uncertain of, of those that were
     * predicted in full and not shown since: frame, z, y, x; null when there is none.
     */
    public int[] nextUncertain(long key) {
        int[] place = Native.liveNextUncertain(id(), key);
        return place.length == 0 ? null : place;
    }
}
