package pixelforest.annotation;

import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.FloatPolygon;
import java.awt.Rectangle;
import java.awt.geom.RoundRectangle2D;
import java.util.Arrays;

/**
 * Fills area ROIs with the pixels of ImageJ's own mask (what ImageJ fills and measures), without making that mask,
 * which is as large as the ROI even where the ROI lies outside the image.
 *
 * <p>A pixel belongs to a polygon when its centre lies inside by the even-odd rule; a centre exactly on the outline
 * counts as the point just above and to the left of it. Ovals contain their outline. Whatever a ROI's own coordinates
 * are, rectangles and ovals fill their bounding rectangle of whole pixels, as ImageJ has it.
 */
final class AreaFill {
    /** ImageJ moves crossings by this, so that ties do not depend on rounding. */
    private static final double TIE = 1e-8;

    /** Largest distance of a curve from the polygon that ImageJ fills in its place, in pixels. */
    private static final double FLATNESS = 0.01;

    private AreaFill() {}

    /** Adds the pixels of an area ROI that lie in the set's box. */
    static void fill(Roi roi, PixelSet pixels) {
        Rectangle bounds = roi.getBounds();
        if (roi instanceof OvalRoi) {
            oval(bounds, pixels);
        } else if (roi instanceof PolygonRoi) {
            // ImageJ fills from coordinates within the bounds: absolute ones have lost digits, being floats.
            Roi moved = (Roi) roi.clone();
            moved.setLocation(0, 0);
            polygons(moved.getFloatPolygon(), roi.getXBase(), roi.getYBase(), bounds, pixels);
        } else if (roi instanceof ShapeRoi) {
            shape((ShapeRoi) roi, bounds, pixels);
        } else if (roi.getCornerDiameter() > 0) {
            int diameter = roi.getCornerDiameter();
            shape(new ShapeRoi(new RoundRectangle2D.Float(
                    bounds.x, bounds.y, bounds.width, bounds.height, diameter, diameter)), bounds, pixels);
        } else {
            rectangle(pixels);
        }
    }

    private static void rectangle(PixelSet pixels) {
        Rectangle box = pixels.box();
        for (int y = box.y; y < box.y + box.height; y++) {
            pixels.add(box.x, box.x + box.width - 1, y);
        }
    }

    /** The ellipse that fills the bounds: centres with (dx / a)² + (dy / b)² at most 1, in ImageJ's own arithmetic. */
    private static void oval(Rectangle bounds, PixelSet pixels) {
        double a = bounds.width / 2.0;
        double b = bounds.height / 2.0;
        double middle = a - 0.5;
        Rectangle box = pixels.box();
        for (int y = box.y; y < box.y + box.height; y++) {
            double dy = y - bounds.y - (b - 0.5);
            double rest = dy * dy / (b * b);
            // Rounding may put the first pixel one too far to the right, so that the search begins one before.
            double first = Math.max(0, Math.ceil(middle - a * Math.sqrt(Math.max(0, 1 - rest))) - 1);
            while (first <= middle && (first - middle) * (first - middle) / (a * a) + rest > 1) {
                first++;
            }
            if (first <= middle) {
                int inset = (int) first;
                pixels.add(bounds.x + inset, bounds.x + bounds.width - 1 - inset, y);
            }
        }
    }

    private static void shape(ShapeRoi roi, Rectangle bounds, PixelSet pixels) {
        FloatPolygon outline = roi.getFloatPolygon(FLATNESS, true, false, false);
        polygons(outline, roi.getXBase(), roi.getYBase(), bounds, pixels);
    }

    /**
     * Adds what lies inside closed polygons.
     *
     * @param outline vertices from (baseX, baseY); NaN separates polygons
     */
    private static void polygons(
            FloatPolygon outline, double baseX, double baseY, Rectangle bounds, PixelSet pixels) {
        double dx = baseX - bounds.x;
        double dy = baseY - bounds.y;
        Crossings crossings = new Crossings(bounds, pixels.box());
        int start = 0;
        for (int i = 0; i < outline.npoints; i++) {
            if (Float.isNaN(outline.xpoints[i])) {
                start = i + 1;
                continue;
            }
            boolean last = i + 1 == outline.npoints || Float.isNaN(outline.xpoints[i + 1]);
            int next = last ? start : i + 1;
            crossings.addEdge(outline.xpoints[i] + dx, outline.ypoints[i] + dy,
                    outline.xpoints[next] + dx, outline.ypoints[next] + dy);
        }
        crossings.fill(pixels);
    }

    /** Where the edges of polygons cross the rows of pixels; coordinates count from the corner of the bounds. */
    private static final class Crossings {
        private final Rectangle bounds;
        private final int firstRow;
        private final int lastRow;

        /** Row and column of the first pixel to the right of each crossing: row << 32 | column. */
        private long[] places = new long[64];
        private int size;

        Crossings(Rectangle bounds, Rectangle box) {
            this.bounds = bounds;
            firstRow = box.y - bounds.y;
            lastRow = firstRow + box.height - 1;
        }

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
}
