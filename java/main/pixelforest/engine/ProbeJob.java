package pixelforest.engine;

import java.io.IOException;
import java.util.Map;

/** Explains a model's prediction of one voxel. */
public final class ProbeJob extends Job {
    private final PlaneSource image;

    private ProbeJob(long id, PlaneSource image) {
        super(id);
        this.image = image;
    }

    /**
     * A probe that has not begun.
     *
     * @param model one with labelled rows: from a training, or a project's file
     * @param settings threads
     */
    public static ProbeJob at(Live live, long key, Model model, PlaneSource image, int frame, int z, int y, int x,
            Map<String, String> settings) {
        return new ProbeJob(Native.probeJob(live.id(), key, model.id(), image.name(), image.shape(), image.pixelType(),
                image.zRatio(), new int[] {frame, z, y, x}, Settings.pairs(settings)), image);
    }

    /** Reads the voxel's surroundings and explains. */
    public Probe probe() throws IOException {
        run(image);
        return new Probe(Native.probeProbabilities(id()), Native.probeFeatureNames(id()), Native.probeFeatures(id()),
                Native.probeStrokes(id()));
    }
}
