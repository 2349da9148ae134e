package pixelforest.annotation;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects of a label image as ROIs. */
public final class ObjectOutlines {
    private ObjectOutlines() {}

    /**
     * The outlines of the objects of a frame (from 1) on every slice, by slice and number; tagged as results, each covers its
     * object's pixels exactly. Its name is the object's number, in a stack with the slice, in a series with the frame, as in
     * 12-z5-t2.
     *
     * @param labels an image of one channel
     */
    public static List<Roi> of(ImagePlus labels, int frame) {
        List<Roi> outlines = new ArrayList<>();
        for (int slice = 1; slice <= labels.getNSlices(); slice++) {
            ImageProcessor plane = labels.getStack().getProcessor(labels.getStackIndex(1, slice, frame));
            for (Map.Entry<Integer, Rectangle> object : boxes(plane).entrySet()) {
                outlines.add(outline(labels, frame, slice, object.getKey(), object.getValue()));
            }
        }
        return outlines;
    }

    /** The bounding boxes of the objects of a slice, by number. */
    private static Map<Integer, Rectangle> boxes(ImageProcessor plane) {
        Map<Integer, Rectangle> boxes = new TreeMap<>();
        int width = plane.getWidth();
        for (int y = 0; y < plane.getHeight(); y++) {
            int end;
            for (int x = 0; x < width; x = end) {
                int number = (int) plane.getf(x, y);
                end = x + 1;
                while (end < width && plane.getf(end, y) == number) {
                    end++;
                }
                if (number != 0) {
                    boxes.merge(number, new Rectangle(x, y, end - x, 1), Rectangle::union);
                }
            }
        }
        return boxes;
    }

    /** The outline of one object on a slice (from 1), looked for in a rectangle; null where it is not there. */
    public static Roi outline(ImagePlus labels, int frame, int slice, int number, Rectangle bounds) {
        ImageStack stack = labels.getStack();
        ImageProcessor plane = stack.getProcessor(labels.getStackIndex(1, slice, frame));
        plane.setRoi(bounds);
        ImageProcessor part = plane.crop();
        if (!holds(part, number)) {
            return null;
        }
        part.setThreshold(number, number, ImageProcessor.NO_LUT_UPDATE);
        Roi roi = new ThresholdToSelection().convert(part);
        Rectangle place = roi.getBounds();
        roi.setLocation(place.x + bounds.x, place.y + bounds.y);
        roi.setName(number + (labels.getNSlices() > 1 ? "-z" + slice : "") + (labels.getNFrames() > 1 ? "-t" + frame : ""));
        if (labels.isHyperStack()) {
            roi.setPosition(0, slice, frame);
        } else if (labels.getStackSize() > 1) {
            roi.setPosition(labels.getStackIndex(1, slice, frame));
        }
        ResultTag.mark(roi);
        return roi;
    }

    private static boolean holds(ImageProcessor part, int number) {
        for (int i = 0; i < part.getPixelCount(); i++) {
            if (part.getf(i) == number) {
                return true;
            }
        }
        return false;
    }
}
