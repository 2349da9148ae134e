package pixelforest.annotation;

import ij.gui.Roi;

/** Marks ROIs that Pixel Forest drew as results, so that they are never taken for strokes. Saved with the ROI. */
public final class ResultTag {
    private static final String KEY = "pixelforest.result";

    private ResultTag() {}

    /** Marks a ROI as a result. */
    public static void mark(Roi roi) {
        roi.setProperty(KEY, "true");
    }

    /** Whether Pixel Forest drew this ROI as a result. */
    public static boolean isResult(Roi roi) {
        return roi.getProperty(KEY) != null;
    }
}
