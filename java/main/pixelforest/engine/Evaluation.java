package pixelforest.engine;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** Compares a mask or label image with a truth. */
public final class Evaluation extends Handle {
    private Evaluation(long id) {
        super(id);
    }

    /**
     * Compares all slices of two images of the same size and one channel; 0 is background in both.
     *
     * @param keep whether {@link #readObjects} is wanted
     */
    public static Evaluation of(PlaneSource labels, PlaneSource truth, boolean keep) throws IOException {
        Library.load();
        int[] shape = labels.shape();
        if (!Arrays.equals(shape, truth.shape()) || shape[1] != 1) {
            throw new IllegalArgumentException(labels.name() + " is " + Settings.size(shape) + ", " + truth.name()
                    + " is " + Settings.size(truth.shape()) + ": both must have the same size and one channel");
        }
        Evaluation evaluation = new Evaluation(Native.evaluation(shape[0], shape[2], shape[3], shape[4], keep));
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

    /** The matched pairs: frame (from 0), number of the found and of the true object. */
    public int[][] pairs(double iou) {
        int[] numbers = Native.evaluationPairs(id(), iou);
        int[][] pairs = new int[numbers.length / 3][3];
        for (int i = 0; i < pairs.length; i++) {
            System.arraycopy(numbers, 3 * i, pairs[i], 0, 3);
        }
        return pairs;
    }

    /** Copies a slice of the objects' numbers: of the truth, or of what was found. Of a mask these are its components'. */
    public void readObjects(boolean truth, int frame, int z, float[] plane) {
        Native.evaluationReadObjects(id(), truth ? 1 : 0, frame, z, plane);
    }
}
