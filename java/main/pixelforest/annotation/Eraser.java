package pixelforest.annotation;

import ij.ImagePlus;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.FloatPolygon;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/** Takes pixels away from strokes. What is left of a stroke is an area of just the other pixels. */
public final class Eraser {
    private Eraser() {}

    /**
     * The strokes without the pixels of a line. Strokes on other planes, and those that the line does not touch, stay the same objects.
     *
     * @param line where is erased, a line of the eraser's width, on a plane as a stroke is
     * @param image gives the size and the meaning of stack positions
     */
    public static List<Roi> erase(List<Roi> strokes, Roi line, ImagePlus image) {
        Rasteriser rasteriser = new Rasteriser(image.getWidth(), image.getHeight());
        RoiPosition plane = RoiPosition.of(line, image, "the eraser");
        PixelSet erased = rasteriser.pixels(line);
        List<Roi> left = new ArrayList<>();
        for (Roi stroke : strokes) {
            if (stroke instanceof PointRoi) {
                addPoints(left, (PointRoi) stroke, plane, erased, image, rasteriser);
                continue;
            }
            RoiPosition on = RoiPosition.of(stroke, image, "a stroke");
            boolean reachable = on.frame == plane.frame && on.slice == plane.slice && !erased.box().isEmpty();
            PixelSet pixels = reachable ? rasteriser.pixels(stroke) : null;
            if (pixels == null || !touches(pixels, erased)) {
                left.add(stroke);
                continue;
            }
            Roi rest = rest(pixels, erased);
            if (rest != null) {
                left.add(like(stroke, rest));
            }
        }
        return left;
    }

    /** The points that are not erased: together, or each for itself where points have planes of their own. */
    private static void addPoints(List<Roi> left, PointRoi points, RoiPosition plane, PixelSet erased, ImagePlus image,
            Rasteriser rasteriser) {
        FloatPolygon at = points.getFloatPolygon();
        FloatPolygon rest = new FloatPolygon();
        List<Roi> single = new ArrayList<>();
        for (int i = 0; i < at.npoints; i++) {
            RoiPosition on = RoiPosition.of(points, i, image, "a stroke");
            if (on.frame != plane.frame || on.slice != plane.slice || !touches(rasteriser.point(points, i), erased)) {
                rest.addPoint(at.xpoints[i], at.ypoints[i]);
                Roi point = like(points, new PointRoi(at.xpoints[i], at.ypoints[i]));
                point.setPosition(points.getPointPosition(i));
                single.add(point);
            }
        }
        if (rest.npoints == at.npoints) {
            left.add(points);
        } else if (points.getPosition() == PointRoi.POINTWISE_POSITION) {
            left.addAll(single);
        } else if (rest.npoints > 0) {
            left.add(like(points, new PointRoi(rest)));
        }
    }

    private static boolean touches(PixelSet a, PixelSet b) {
        Rectangle common = a.box().intersection(b.box());
        if (common.isEmpty()) {
            return false;
        }
        ByteProcessor mask = mask(a, common, null);
        ByteProcessor other = mask(b, common, null);
        for (int i = 0; i < common.width * common.height; i++) {
            if (mask.get(i) != 0 && other.get(i) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The pixels of a without those of b, as an area; null where nothing is left. */
    private static Roi rest(PixelSet a, PixelSet b) {
        ByteProcessor mask = mask(a, a.box(), b);
        if (mask.getStats().max == 0) {
            return null;
        }
        mask.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
        Roi traced = new ThresholdToSelection().convert(mask);
        traced.setLocation(a.box().x + traced.getXBase(), a.box().y + traced.getYBase());
        return traced;
    }

    /** 255 for the pixels of a set in a box, without those of another. */
    private static ByteProcessor mask(PixelSet set, Rectangle box, PixelSet without) {
        ByteProcessor mask = new ByteProcessor(box.width, box.height);
        fill(mask, set, box, 255);
        if (without != null) {
            fill(mask, without, box, 0);
        }
        return mask;
    }

    private static void fill(ByteProcessor mask, PixelSet set, Rectangle box, int value) {
        set.forEachRun((y, x0, x1) -> {
            if (y >= box.y && y < box.y + box.height) {
                for (int x = Math.max(x0, box.x); x < Math.min(x1, box.x + box.width); x++) {
                    mask.set(x - box.x, y - box.y, value);
                }
            }
        });
    }

    private static Roi like(Roi stroke, Roi rest) {
        rest.setGroup(stroke.getGroup());
        rest.setStrokeColor(stroke.getStrokeColor());
        rest.setName(stroke.getName());
        if (stroke.hasHyperStackPosition()) {
            rest.setPosition(stroke.getCPosition(), stroke.getZPosition(), stroke.getTPosition());
        } else {
            rest.setPosition(stroke.getPosition());
        }
        return rest;
    }
}
