package pixelforest.annotation;

import java.awt.Rectangle;
import java.util.Arrays;

/**
 * Pixels of one plane, inside a box that lies in the image. Coordinates are the image's; what lies outside the box is
 * dropped. Holds runs, not pixels: its size grows with a shape's outline, not with the box.
 */
final class PixelSet {
    private final Rectangle box;

    /** Two numbers per run: where it begins and where it ends, see {@link #bound}. */
    private long[] bounds = new long[64];
    private int size;

    /** An empty set of pixels; {@code bounds} is cut at the border of an image of the given size. */
    PixelSet(Rectangle bounds, int width, int height) {
        Rectangle inside = bounds.intersection(new Rectangle(width, height));
        box = inside.isEmpty() ? new Rectangle() : inside; // an intersection of nothing has negative sizes
    }

    Rectangle box() {
        return box;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds the pixels x0..x1 of row y, both ends included. */
    void add(int x0, int x1, int y) {
        int from = Math.max(x0, box.x);
        int to = Math.min(x1, box.x + box.width - 1);
        if (from > to || y < box.y || y >= box.y + box.height) {
            return;
        }
        if (size == bounds.length) {
            merge();
            // Grown only when merging did not help much, so that the work of merging stays in proportion.
            bounds = size > bounds.length / 2 ? Arrays.copyOf(bounds, 2 * bounds.length) : bounds;
        }
        bounds[size++] = bound(y, from, false);
        bounds[size++] = bound(y, to + 1, true);
    }

    void add(int x, int y) {
        add(x, x, y);
    }

    /** Receives a run of pixels of row y: x0 to x1, one past the last. */
    interface RunConsumer {
        void run(int y, int x0, int x1);
    }

    /** Gives the longest runs of every row, from the top to the bottom and from the left to the right. */
    void forEachRun(RunConsumer consumer) {
        merge();
        for (int i = 0; i < size; i += 2) {
            consumer.run((int) (bounds[i] >> 32), column(bounds[i]), column(bounds[i + 1]));
        }
    }

    /** A run's begin or end as one number. Sorted they go by rows, then columns, and begins come before ends. */
    private static long bound(int y, int x, boolean end) {
        return (long) y << 32 | (long) x << 1 | (end ? 1 : 0);
    }

    private static int column(long bound) {
        return (int) ((bound & 0xFFFFFFFFL) >> 1);
    }

    /** Sorts the runs and makes one of those that overlap or touch. */
    private void merge() {
        Arrays.sort(bounds, 0, size);
        int merged = 0;
        int open = 0;
        for (int i = 0; i < size; i++) {
            boolean end = (bounds[i] & 1) == 1;
            open += end ? -1 : 1;
            if (open == (end ? 0 : 1)) {
                bounds[merged++] = bounds[i];
            }
        }
        size = merged;
    }
}
