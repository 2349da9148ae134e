package pixelforest.annotation;

import java.awt.Rectangle;
import java.util.BitSet;

/**
 * Pixels of one plane, inside a box that lies in the image: one bit per pixel of the box. Coordinates are the image's;
 * what lies outside the box is dropped.
 */
final class PixelSet {
    private final Rectangle box;
    private final BitSet bits = new BitSet();

    /** An empty set of pixels; {@code bounds} is cut at the border of an image of the given size. */
    PixelSet(Rectangle bounds, int width, int height) {
        Rectangle inside = bounds.intersection(new Rectangle(width, height));
        box = inside.isEmpty() ? new Rectangle() : inside; // an intersection of nothing has negative sizes
    }

    Rectangle box() {
        return box;
    }

    boolean isEmpty() {
        return bits.isEmpty();
    }

    /** Adds the pixels x0..x1 of row y, both ends included. */
    void add(int x0, int x1, int y) {
        int from = Math.max(x0, box.x);
        int to = Math.min(x1, box.x + box.width - 1);
        if (from <= to && y >= box.y && y < box.y + box.height) {
            bits.set(index(from, y), index(to, y) + 1);
        }
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
        for (int y = box.y; y < box.y + box.height; y++) {
            int rowStart = index(box.x, y);
            int rowEnd = rowStart + box.width;
            int from = bits.nextSetBit(rowStart);
            while (from >= 0 && from < rowEnd) {
                // A run that reaches the row's end goes on in the next row's bits.
                int to = Math.min(bits.nextClearBit(from), rowEnd);
                consumer.run(y, box.x + from - rowStart, box.x + to - rowStart);
                from = bits.nextSetBit(to);
            }
        }
    }

    private int index(int x, int y) {
        return (y - box.y) * box.width + (x - box.x);
    }
}
