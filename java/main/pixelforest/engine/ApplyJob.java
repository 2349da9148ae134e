package pixelforest.engine;

import java.io.IOException;
import java.util.Map;

/** Computes results of one image: a model's, or features alone. */
public final class ApplyJob extends Job {
    private final PlaneSource image;
    private final int y;
    private final int x;
    private final int width;
    private final int z;
    private PlaneSink[] sinks;
    private LayerSink layerSink;
    /** Which result goes to the objects' job, and where its objects go; none without it. */
    private int objectResult = -1;
    private ObjectJob objects;
    private ObjectJob.Sink objectSink;
    private int frame = -1;

    private ApplyJob(long id, PlaneSource image, int[] region) {
        super(id);
        this.image = image;
        z = region == null ? 0 : region[0];
        y = region == null ? 0 : region[2];
        x = region == null ? 0 : region[4];
        width = region == null ? image.shape()[4] : region[5] - region[4];
    }

    /**
     * A model's prediction.
     *
     * @param region z0, z1, y0, y1, x0, x1, t0, t1 to compute (ends are one past the last), from 0; null: everything
     * @param results any of "probabilities", "segmentation", "mask", "objects", "uncertainty"
     * @param settings the command's options, as Native.applyJob lists them
     */
    public static ApplyJob predict(
            Model model, PlaneSource image, int[] region, String[] results, Map<String, String> settings) {
        return new ApplyJob(Native.applyJob(model.id(), image.name(), image.shape(), image.pixelType(), image.zRatio(),
                region, results, Settings.pairs(settings)), image, region);
    }

    /**
     * A model's prediction that takes the image's measured intensities from {@code live} and leaves there how fast it was
     * and, where it predicts every voxel, how uncertain the model is.
     *
     * @param key the image's, as {@link Live} has it
     * @param settings as above, and step (1): only every step-th voxel of a row and of a column is predicted, and stands
     *     for its surroundings; not with "objects"
     */
    public static ApplyJob predict(Live live, long key, Model model, PlaneSource image, int[] region, String[] results,
            Map<String, String> settings) {
        return new ApplyJob(Native.liveApplyJob(live.id(), key, model.id(), image.name(), image.shape(),
                image.pixelType(), image.zRatio(), region, results, Settings.pairs(settings)), image, region);
    }

    /** A model's prediction for the screen, for {@link #runLayers}; otherwise as predict. */
    public static ApplyJob layers(
            Live live, long key, Model model, PlaneSource image, int[] region, Map<String, String> settings) {
        return predict(live, key, model, image, region, new String[] {"probabilities"}, settings);
    }

    /** The features of an image, result number 0; region as for predict, settings as Native.featuresJob lists them. */
    public static ApplyJob features(PlaneSource image, int[] region, Map<String, String> settings) {
        Library.load();
        return new ApplyJob(Native.featuresJob(image.name(), image.shape(), image.pixelType(), image.zRatio(),
                region, Settings.pairs(settings)), image, region);
    }

    /** Gives result number {@code which}, "objects", to a job that makes objects of it; they go to the sink. */
    public void objectsTo(int which, ObjectJob objects, ObjectJob.Sink sink) {
        objectResult = which;
        this.objects = objects;
        objectSink = sink;
    }

    /** Computes all blocks; each result goes to the sink of its number; that of objects has none. */
    public void run(PlaneSink... sinks) throws IOException {
        this.sinks = sinks;
        run(new PlaneSource[] {image});
        finishFrame();
    }

    /** Computes all blocks; the layers of each go to the sink. For a job that {@link #layers} made. */
    public void runLayers(LayerSink sink) throws IOException {
        layerSink = sink;
        run(new PlaneSource[] {image});
    }

    @Override
    void receive(Result result) throws IOException {
        if (layerSink != null) {
            layerSink.receive(new Layers(result));
            return;
        }
        for (int which = 0; which < sinks.length; which++) {
            if (which == objectResult) {
                if (result.frame() != frame) {
                    finishFrame();
                    frame = result.frame();
                }
                Native.objectsAddResult(objects.id(), result.id(), which, z, y, x);
            } else {
                result.copyTo(sinks[which], which, channelNames(which).length, y, x, width);
            }
        }
    }

    private void finishFrame() throws IOException {
        if (frame >= 0) {
            objects.finish(frame, objectSink);
        }
    }
}
