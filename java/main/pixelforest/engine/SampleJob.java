package pixelforest.engine;

import java.util.Map;

/** Generates a sample image. */
public final class SampleJob extends Job {
    private final int depth, height, width;

    private SampleJob(long id, int depth, int height, int width) {
        super(id);
        this.depth = depth;
        this.height = height;
        this.width = width;
    }

    /** A generation that has not begun; the same seed and size give the same image. Settings as Native.sampleJob lists them. */
    public static SampleJob create(long seed, int depth, int height, int width, Map<String, String> settings) {
        Library.load();
        return new SampleJob(
                Native.sampleJob(seed, depth, height, width, Settings.pairs(settings)), depth, height, width);
    }

    /** Generates. */
    public Sample generate() {
        return new Sample(Native.sampleFinish(id()), depth, height, width);
    }
}
