package pixelforest.engine;

import java.io.IOException;
import java.util.Map;

/** Computes results of one image: a model's, or features alone. */
public final class ApplyJob extends Job {
    private final PlaneSource image;
    private final int y;
    private final int x;
    private final int width;
    private PlaneSink[] sinks;

    private ApplyJob(long id, PlaneSource image, int[] region) {
        super(id);
        this.image = image;
        y = region == null ? 0 : region[2];
        x = region == null ? 0 : region[4];
        width = region == null ? image.shape()[4] : region[5] - region[4];
    }

    /**
     * A model's prediction.
     *
     * @param region z0, z1, y0, y1, x0, x1, t0, t1 to compute (ends are one past the last), from 0; null: everything
     * @param results any of "probabilities", "segmentation", "mask", "uncertainty"
     * @param settings the command's options, as Native.applyJob lists them
     */
    public static ApplyJob predict(
            Model model, PlaneSource image, int[] region, String[] results, Map<String, String> settings) {
        return new ApplyJob(Native.applyJob(model.id(), image.name(), image.shape(), image.pixelType(), image.zRatio(),
                region, results, Settings.pairs(settings)), image, region);
    }

    /** The features of an image, result number 0; region as for predict, settings as Native.featuresJob lists them. */
    public static ApplyJob features(PlaneSource image, int[] region, Map<String, String> settings) {
        Library.load();
        return new ApplyJob(Native.featuresJob(image.name(), image.shape(), image.pixelType(), image.zRatio(),
                region, Settings.pairs(settings)), image, region);
    }

    /** Computes all blocks; each result goes to the sink of its number. */
    public void run(PlaneSink... sinks) throws IOException {
        this.sinks = sinks;
        run(new PlaneSource[] {image});
    }

    @Override
    void receive(Result result) {
        for (int which = 0; which < sinks.length; which++) {
            result.copyTo(sinks[which], which, channelNames(which).length, y, x, width);
        }
    }
}
