package pixelforest.annotation;

import ij.gui.Line;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.process.FloatPolygon;
import java.awt.Rectangle;

/**
 * Which pixels a ROI covers. A pixel is its centre; it is covered or not, there is no partial cover.
 *
 * <p>Coordinates follow ImageJ (see {@code Roi.useLineSubpixelConvention}): in area ROIs (0, 0) is the corner of the
 * first pixel, in lines and points it is that pixel's centre, so that a line clicked at whole coordinates runs through
 * the centres of the clicked pixels. Pixels outside the image are dropped.
 *
 * <ul>
 * <li>Areas cover the pixels of ImageJ's own mask, see {@link AreaFill}.
 * <li>Lines (straight, segmented, freehand, angle, the shaft of an arrow) of width w cover the pixels whose centre lies
 * within w/2 of the line, its ends round. Centres exactly at that distance count below and to the right of the line
 * only, as at the border of ImageJ's areas, so that a line along a row covers exactly w rows. They also cover the
 * digital line between their vertices, rounded to pixels, so that thin lines (no width counts as 1) have no gaps:
 * successive pixels share a side or a corner.
 * <li>Points cover the pixel nearest to them.
 * </ul>
 *
 * <p>ImageJ's own conversion of lines to areas is not used: it differs between versions and drops thin lines.
 */
final class Rasteriser {
    /**
     * Moves lines by this fraction of a pixel to the right and down, which decides the cases of exact ties. Small
     * against the precision of a vertex (float), large against the rounding of the computation (double).
     */
    static final double TIE = 1.0 / (1 << 20);

    private final int width;
    private final int height;

    /** Rasterises onto planes of the given size. */
    Rasteriser(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** The pixels of an area or a line. */
    PixelSet pixels(Roi roi) {
        // Before 1.54 an angle is no line to ImageJ.
        boolean isLine = roi.isLine() || roi.getType() == Roi.ANGLE;
        return isLine ? line(vertices(roi), Math.max(1, roi.getStrokeWidth())) : area(roi);
    }

    /** The pixel of one point of a point ROI: the nearest, as in the ROI's mask. */
    PixelSet point(PointRoi roi, int index) {
        FloatPolygon points = roi.getFloatPolygon();
        int x = Math.round(points.xpoints[index]);
        int y = Math.round(points.ypoints[index]);
        PixelSet pixels = new PixelSet(new Rectangle(x, y, 1, 1), width, height);
        pixels.add(x, y);
        return pixels;
    }

    private PixelSet area(Roi roi) {
        PixelSet pixels = new PixelSet(roi.getBounds(), width, height);
        if (!pixels.box().isEmpty()) {
            AreaFill.fill(roi, pixels);
        }
        return pixels;
    }

    /** The vertices of a line; a straight line's own polygon would be its outline. */
    private static FloatPolygon vertices(Roi roi) {
        return roi instanceof Line ? ((Line) roi).getFloatPoints() : roi.getFloatPolygon();
    }

    /** The pixels of a line through the given vertices; one vertex alone is a disc. */
    PixelSet line(FloatPolygon vertices, double strokeWidth) {
        double radius = strokeWidth / 2;
        PixelSet pixels = new PixelSet(bounds(vertices, radius), width, height);
        if (pixels.box().isEmpty()) {
            return pixels;
        }
        for (int i = 0; i < vertices.npoints; i++) {
            int from = Math.max(0, i - 1);
            double x0 = vertices.xpoints[from];
            double y0 = vertices.ypoints[from];
            double x1 = vertices.xpoints[i];
            double y1 = vertices.ypoints[i];
            addCapsule(pixels, x0 + TIE, y0 + TIE, x1 + TIE, y1 + TIE, radius);
            addDigitalLine(pixels, round(x0), round(y0), round(x1), round(y1));
        }
        return pixels;
    }

    /** A box around the line, with room for its width and for rounded vertices. */
    private static Rectangle bounds(FloatPolygon vertices, double radius) {
        double left = Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        for (int i = 0; i < vertices.npoints; i++) {
            left = Math.min(left, vertices.xpoints[i]);
            top = Math.min(top, vertices.ypoints[i]);
            right = Math.max(right, vertices.xpoints[i]);
            bottom = Math.max(bottom, vertices.ypoints[i]);
        }
        Rectangle bounds = new Rectangle();
        bounds.setFrameFromDiagonal(left - radius - 1, top - radius - 1, right + radius + 2, bottom + radius + 2);
        return bounds;
    }

    /** Adds the pixels whose centre lies within the radius of the segment from (x0, y0) to (x1, y1). */
    private static void addCapsule(PixelSet pixels, double x0, double y0, double x1, double y1, double radius) {
        Rectangle box = pixels.box();
        double first = Math.max(box.y, Math.ceil(Math.min(y0, y1) - radius));
        double last = Math.min(box.y + box.height - 1.0, Math.floor(Math.max(y0, y1) + radius));
        for (double y = first; y <= last; y++) {
            Interval row = Interval.ofDisc(x0, y0, radius, y)
                    .hull(Interval.ofDisc(x1, y1, radius, y))
                    .hull(Interval.ofBand(x0, y0, x1, y1, radius, y));
            double from = Math.max(box.x, Math.ceil(row.from));
            double to = Math.min(box.x + box.width - 1.0, Math.floor(row.to));
            if (from <= to) {
                pixels.add((int) from, (int) to, (int) y);
            }
        }
    }

    /**
     * Adds one pixel per column (per row where the line is steep) from pixel (x0, y0) to pixel (x1, y1): the one
     * nearest to the line.
     */
    private static void addDigitalLine(PixelSet pixels, double x0, double y0, double x1, double y1) {
        Rectangle box = pixels.box();
        if (Math.abs(x1 - x0) >= Math.abs(y1 - y0)) {
            double slope = x1 == x0 ? 0 : (y1 - y0) / (x1 - x0);
            double last = Math.min(box.x + box.width - 1.0, Math.max(x0, x1));
            for (double x = Math.max(box.x, Math.min(x0, x1)); x <= last; x++) {
                pixels.add((int) x, (int) round(y0 + (x - x0) * slope));
            }
        } else {
            double slope = (x1 - x0) / (y1 - y0);
            double last = Math.min(box.y + box.height - 1.0, Math.max(y0, y1));
            for (double y = Math.max(box.y, Math.min(y0, y1)); y <= last; y++) {
                pixels.add((int) round(x0 + (y - y0) * slope), (int) y);
            }
        }
    }

    private static double round(double coordinate) {
        return Math.floor(coordinate + 0.5);
    }
}
