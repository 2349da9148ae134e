package pixelforest.engine;

import java.io.IOException;
import java.util.Map;

/** Computes results of one image: a model's, or features alone. */
public final class ApplyJob extends Job {
    private final PlaneSource image;
    private PlaneSink[] sinks;

    private ApplyJob(long id, PlaneSource image) {
        super(id);
        this.image = image;
    }

    /**
     * A model's prediction.
     *
     * @param results any of "probabilities", "segmentation", "mask", "uncertainty"
     * @param settings the command's options, as Native.applyJob lists them
     */
    public static ApplyJob predict(Model model, PlaneSource image, String[] results, Map<String, String> settings) {
        return new ApplyJob(Native.applyJob(model.id(), image.name(), image.shape(), image.pixelType(), image.zRatio(),
                null, results, Settings.pairs(settings)), image);
    }

    /** The features of an image, result number 0; settings as Native.featuresJob lists them. */
    public static ApplyJob features(PlaneSource image, Map<String, String> settings) {
        Library.load();
        return new ApplyJob(Native.featuresJob(image.name(), image.shape(), image.pixelType(), image.zRatio(),
                null, Settings.pairs(settings)), image);
    }

    /** Computes all blocks; each result goes to the sink of its number. */
    public void run(PlaneSink... sinks) throws IOException {
        this.sinks = sinks;
        run(new PlaneSource[] {image});
    }

    @Override
    void receive(Result result) {
        for (int which = 0; which < sinks.length; which++) {
            result.copyTo(sinks[which], which, channelNames(which).length, image.shape()[4]);
        }
    }
}
