package pixelforest.engine;

import java.io.IOException;
import java.util.Map;

/** What a global threshold, Otsu's, makes of a frame of an image: the baseline that objects are held against. */
public final class Baseline extends Handle {
    private Baseline(long id) {
        super(id);
    }

    /** The baseline of a frame (from 0) of an image, whose channels are averaged; of the truth's size. */
    public static Baseline of(PlaneSource image, PlaneSource truth, int frame) throws IOException {
        Library.load();
        int[] shape = image.shape();
        Baseline baseline = new Baseline(Native.baseline(shape[2], shape[3], shape[4]));
        try {
            for (int z = 0; z < shape[2]; z++) {
                try (Block plane = Block.ofPlane(image, frame, 0, z); Block objects = Block.ofPlane(truth, frame, 0, z)) {
                    Native.baselineAdd(baseline.id(), z, plane.id(), objects.id());
                }
            }
            return baseline;
        } catch (IOException | RuntimeException | Error e) {
            baseline.close();
            throw e;
        }
    }

    /**
     * The objects.
     *
     * @param watershed whether those that touch are separated
     * @param minSize in voxels; smaller ones are left out
     * @param spacing distance of voxels along x, y, z
     */
    public Labels objects(boolean watershed, double minSize, double[] spacing, Map<String, String> settings) {
        return new Labels(Native.baselineObjects(id(), watershed, minSize, spacing, Settings.pairs(settings)));
    }
}
