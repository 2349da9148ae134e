package pixelforest.annotation;

/** Strokes on one image as runs of pixels, in the order in which they were drawn. */
public final class Strokes {
    /** Class of each stroke that covers at least one pixel of the image, from 0. */
    public final int[] classes;

    /**
     * Six numbers per run of pixels: stroke (index into {@link #classes}), frame, z, y, x0, x1 (one past the last), all
     * from 0. Sorted in this order; the runs of a stroke do not overlap, those of different strokes may.
     */
    public final int[] runs;

    /** Strokes left out: drawn by Pixel Forest as results, or wholly outside the image. */
    public final int ignored;

    Strokes(int[] classes, int[] runs, int ignored) {
        this.classes = classes;
        this.runs = runs;
        this.ignored = ignored;
    }
}
