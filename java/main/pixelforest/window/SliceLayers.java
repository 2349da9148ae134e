package pixelforest.window;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.List;

/** The layers of a plane: a byte per pixel and layer, written by the live update while the event thread draws them. */
final class SliceLayers {
    /** What they cover, in pixels of the image. */
    final Rectangle area;
    /** Of each class: 255 times its probability. */
    final byte[][] probabilities;
    /** Class numbers, from 1. */
    final byte[] segmentation;
    /** 255 times the uncertainty. */
    final byte[] uncertainty;
    /** Which model's they are. */
    private long model = -1;
    /** Parts that are that model's. */
    private final List<Rectangle> full = new ArrayList<>();
    private boolean empty = true;

    SliceLayers(Rectangle area, int classes) {
        this.area = new Rectangle(area);
        int pixels = area.width * area.height;
        probabilities = new byte[classes][pixels];
        segmentation = new byte[pixels];
        uncertainty = new byte[pixels];
    }

    /** Bytes that layers of so many pixels and classes take. */
    static long bytes(Rectangle area, int classes) {
        return (long) area.width * area.height * (classes + 2);
    }

    long bytes() {
        return bytes(area, probabilities.length);
    }

    /** Says that a part shows a model's prediction now; a coarse one does not count as done. */
    synchronized void computed(long by, Rectangle part, boolean coarse) {
        if (model != by) {
            model = by;
            full.clear();
        }
        if (!coarse) {
            full.add(new Rectangle(part));
        }
        empty = false;
    }

    /** Whether nothing was ever computed. */
    synchronized boolean isEmpty() {
        return empty;
    }

    /** Parts of a rectangle that this model has not predicted in full yet. */
    synchronized List<Rectangle> missing(long by, Rectangle wanted) {
        List<Rectangle> left = new ArrayList<>();
        Rectangle inside = wanted.intersection(area);
        if (!inside.isEmpty()) {
            left.add(inside);
        }
        if (model == by) {
            for (Rectangle done : full) {
                List<Rectangle> rest = new ArrayList<>();
                left.forEach(part -> cut(part, done, rest));
                left = rest;
            }
        }
        return left;
    }

    /** The at most four rectangles of a part that lie outside another. */
    private static void cut(Rectangle part, Rectangle hole, List<Rectangle> rest) {
        Rectangle common = part.intersection(hole);
        if (common.isEmpty()) {
            rest.add(part);
            return;
        }
        int right = part.x + part.width;
        int bottom = part.y + part.height;
        add(rest, part.x, part.y, right, common.y);
        add(rest, part.x, common.y + common.height, right, bottom);
        add(rest, part.x, common.y, common.x, common.y + common.height);
        add(rest, common.x + common.width, common.y, right, common.y + common.height);
    }

    private static void add(List<Rectangle> rest, int left, int top, int right, int bottom) {
        if (left < right && top < bottom) {
            rest.add(new Rectangle(left, top, right - left, bottom - top));
        }
    }

    /** A layer as a picture, which shares its bytes; null where there is none. */
    BufferedImage picture(Layer layer, int chosen, IndexColorModel palette) {
        byte[] bytes = bytesOf(layer, chosen);
        if (bytes == null || isEmpty()) {
            return null;
        }
        SampleModel samples = palette.createCompatibleSampleModel(area.width, area.height);
        WritableRaster raster = Raster.createWritableRaster(samples, new DataBufferByte(bytes, bytes.length), null);
        return new BufferedImage(palette, raster, false, null);
    }

    private byte[] bytesOf(Layer layer, int chosen) {
        switch (layer) {
            case PROBABILITY:
                return probabilities[Math.min(chosen, probabilities.length - 1)];
            case SEGMENTATION:
                return segmentation;
            case UNCERTAINTY:
                return uncertainty;
            default:
                return null;
        }
    }
}
