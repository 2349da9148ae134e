package pixelforest.engine;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** Compares a mask or label image with a truth. */
public final class Evaluation extends Handle {
    private Evaluation(long id) {
        super(id);
    }

    /** Compares all slices of two images of the same size and one channel; 0 is background in both. */
    public static Evaluation of(PlaneSource labels, PlaneSource truth) throws IOException {
        Library.load();
        int[] shape = labels.shape();
        Evaluation evaluation = new Evaluation(Native.evaluation(shape[0], shape[2], shape[3], shape[4]));
        try {
            evaluation.add(labels, truth);
            return evaluation;
        } catch (IOException | RuntimeException | Error e) {
            evaluation.close();
            throw e;
        }
    }

    private void add(PlaneSource labels, PlaneSource truth) throws IOException {
        int[] shape = labels.shape();
        if (!Arrays.equals(shape, truth.shape()) || shape[1] != 1) {
            throw new IllegalArgumentException(labels.name() + " is " + Settings.size(shape) + ", " + truth.name()
                    + " is " + Settings.size(truth.shape()) + ": both must have the same size and one channel");
        }
        for (int frame = 0; frame < shape[0]; frame++) {
            for (int z = 0; z < shape[2]; z++) {
                try (Block a = Block.ofPlane(labels, frame, 0, z); Block b = Block.ofPlane(truth, frame, 0, z)) {
                    Native.evaluationAdd(id(), a.id(), b.id());
                }
            }
        }
    }

    /** The measures; objects are matched where their intersection over union is at least {@code iou}, 0 to 1. */
    public Map<String, String> report(double iou) {
        return Lines.parse(Native.evaluationReport(id(), iou));
    }
}
