package pixelforest.annotation;

import java.awt.Rectangle;
import java.util.Arrays;

/**
 * Where the edges of closed polygons cross the rows of pixels, and the pixels between: those whose centre lies inside
 * by the even-odd rule. A centre exactly on an edge counts as the point just above and to the left of it.
 */
final class Crossings {
    /** ImageJ moves crossings by this to the right, so that ties do not depend on rounding. */
    private static final double TIE = 1e-8;

    private final Rectangle bounds;
    private final int firstRow;
    private final int lastRow;

    /** Row and column of the first pixel to the right of each crossing: row << 32 | column. */
    private long[] places = new long[64];
    private int size;

    /** For polygons in a rectangle, of which only the part in the box is wanted. */
    Crossings(Rectangle bounds, Rectangle box) {
        this.bounds = bounds;
        firstRow = box.y - bounds.y;
        lastRow = firstRow + box.height - 1;
    }

    /** Adds an edge; coordinates count from the corner of the bounds. */
    void addEdge(double x0, double y0, double x1, double y1) {
        if (y0 > y1) {
            addEdge(x1, y1, x0, y0);
            return;
        }
        // Rows whose centre lies below y0 and not below y1.
        long from = Math.max(firstRow, Math.round(y0));
        long to = Math.min(lastRow, Math.round(y1) - 1);
        double slope = (x1 - x0) / (y1 - y0);
        for (long y = from; y <= to; y++) {
            double x = x0 + (y + 0.5 - y0) * slope + TIE;
            long column = Math.max(0, Math.min(bounds.width, (long) Math.floor(x + 0.5)));
            places = size == places.length ? Arrays.copyOf(places, 2 * size) : places;
            places[size++] = y << 32 | column;
        }
    }

    /** Adds what lies between each first and second crossing of a row. */
    void fill(PixelSet pixels) {
        Arrays.sort(places, 0, size);
        for (int i = 0; i + 1 < size; i += 2) {
            int y = (int) (places[i] >> 32);
            pixels.add(bounds.x + (int) places[i], bounds.x + (int) places[i + 1] - 1, bounds.y + y);
        }
    }
}
