package pixelforest.engine;

import java.io.IOException;
import java.util.Map;

/** Makes objects of probabilities or of a mask, frame by frame. */
public final class ObjectJob extends Job {
    /** Takes the objects of a frame, which are closed after it. */
    public interface Sink {
        /** @param frame of the image, from 0 */
        void accept(int frame, Labels labels) throws IOException;
    }

    private final PlaneSource image;

    private ObjectJob(long id, PlaneSource image) {
        super(id);
        this.image = image;
    }

    /**
     * Objects of an image whose channels are the probabilities of classes, or of a mask with one channel.
     *
     * @param spacing distance of voxels along x, y, z
     * @param unit of the spacing
     * @param settings the command's options, as Native.objectsJob lists them
     */
    public static ObjectJob of(
            PlaneSource image, double[] spacing, String unit, String[] classes, Map<String, String> settings) {
        Library.load();
        return new ObjectJob(Native.objectsJob(image.name(), image.shape(), image.pixelType(), spacing, unit, classes,
                Settings.pairs(settings)), image);
    }

    /**
     * Objects of what an {@link ApplyJob} computes, which gives itself to this job block by block.
     *
     * @param shape frames, 1, depth, height, width of what is computed
     */
    public static ObjectJob ofResults(
            String name, int[] shape, double[] spacing, String unit, String[] classes, Map<String, String> settings) {
        Library.load();
        return new ObjectJob(Native.objectsJob(name, shape, PlaneSource.FLOAT32, spacing, unit, classes,
                Settings.pairs(settings)), null);
    }

    /** The channel of the objects, and that of their boundaries or -1. */
    public int[] roles() {
        return Native.objectsRoles(id());
    }

    /** Reads the image and gives the objects of one frame after the other. */
    public void run(Sink sink) throws IOException {
        int[] shape = image.shape();
        int[] channels = roles();
        for (int frame = 0; frame < shape[0]; frame++) {
            for (int z = 0; z < shape[2]; z++) {
                for (int role = 0; role < 2; role++) {
                    if (channels[role] >= 0) {
                        try (Block plane = Block.ofPlane(image, frame, channels[role], z)) {
                            Native.objectsAdd(id(), role, z, plane.id());
                        }
                    }
                }
            }
            finish(frame, sink);
        }
    }

    /** Gives the running frame's objects, which was given whole. */
    void finish(int frame, Sink sink) throws IOException {
        try (Labels labels = new Labels(Native.objectsFinish(id()))) {
            sink.accept(frame, labels);
        }
    }
}
