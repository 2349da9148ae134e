package pixelforest.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Trains a model from images and their strokes or label images. */
public final class TrainJob extends Job {
    private final List<PlaneSource> images = new ArrayList<>();
    private boolean remembers;

    private TrainJob(long id) {
        super(id);
    }

    /**
     * A training without images yet.
     *
     * @param settings the command's options, as Native.trainJob lists them
     * @param classColors 0xRRGGBB, one per class
     */
    public static TrainJob create(Map<String, String> settings, String[] classNames, int[] classColors) {
        Library.load();
        return new TrainJob(Native.trainJob(Settings.pairs(settings), classNames, classColors));
    }

    /** Adds an image; returns its index. */
    public int addImage(PlaneSource image) {
        images.add(image);
        return Native.trainImage(id(), image.name(), image.shape(), image.pixelType(), image.zRatio());
    }

    /**
     * Adds strokes to an image, in the order they were drawn.
     *
     * @param classes class of each stroke, from 0
     * @param runs six numbers per run of voxels: stroke, frame, z, y, x0, x1 (one past the last)
     */
    public void addStrokes(int image, int[] classes, int[] runs) {
        Native.trainStrokes(id(), image, classes, runs);
    }

    /** Says which file an image came from, relative to the file of the model where possible, to find it again. */
    public void nameFile(int image, String path) {
        Native.trainFile(id(), image, path);
    }

    /** Keeps an ROI, the bytes of a .roi file, in the model's file, so that the strokes can be edited again. */
    public void keepRoi(int image, byte[] roi) {
        Native.trainRoi(id(), image, roi);
    }

    /** Adds a label image of the same size: 0 is unlabelled, v is class v; each connected component is a stroke. */
    public void addLabels(int image, PlaneSource labels) throws IOException {
        int[] size = images.get(image).shape();
        int[] shape = labels.shape();
        if (shape[0] != size[0] || shape[1] != 1 || shape[2] != size[2] || shape[3] != size[3] || shape[4] != size[4]) {
            throw new IllegalArgumentException("the label image " + labels.name() + " is " + Settings.size(shape)
                    + ", the image " + images.get(image).name() + " is " + Settings.size(size)
                    + ": they must have the same size, and labels one channel");
        }
        for (int frame = 0; frame < shape[0]; frame++) {
            for (int z = 0; z < shape[2]; z++) {
                try (Block slice = Block.ofPlane(labels, frame, 0, z)) {
                    Native.trainLabels(id(), image, frame, z, slice.id());
                }
            }
        }
    }

    /**
     * Takes what is known of the images from {@code live}, and leaves there what is computed; called once, after the last
     * image and before {@link #grow} or {@link #train}.
     *
     * @param keys one per image, in the order they were added
     */
    public void remember(Live live, long... keys) {
        Native.trainRemember(id(), live.id(), keys);
        remembers = true;
    }

    /** Computes the strokes' features and grows the forest; the model's errors are measured and recorded. */
    public Model train() throws IOException {
        gather();
        return new Model(Native.trainFinish(id()));
    }

    /** As {@link #train}, the same model, without its errors; see {@link MeasureJob}. */
    public Model grow() throws IOException {
        gather();
        return new Model(Native.trainGrow(id()));
    }

    private void gather() throws IOException {
        PlaneSource[] sources = images.toArray(new PlaneSource[0]);
        run(sources);
        if (remembers) {
            // Which rows it lacks is known when all images were measured: a second pass.
            run(sources);
        }
    }
}
