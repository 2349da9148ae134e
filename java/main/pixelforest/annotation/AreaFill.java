package pixelforest.annotation;

import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.FloatPolygon;
import java.awt.Rectangle;
import java.awt.geom.RoundRectangle2D;

/**
 * Fills area ROIs with the pixels of ImageJ's own mask (what ImageJ fills and measures), without making that mask,
 * which is as large as the ROI even where the ROI lies outside the image.
 *
 * <p>Whatever a ROI's own coordinates are, rectangles and ovals fill their bounding rectangle of whole pixels, as
 * ImageJ has it; an oval contains the centres on its outline. All other areas are polygons, see {@link Crossings}.
 */
final class AreaFill {
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
}
