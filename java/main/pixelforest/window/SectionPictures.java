package pixelforest.window;

import ij.ImageStack;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.awt.Image;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.Labelling;
import pixelforest.annotation.Strokes;
import pixelforest.engine.ClassStyle;

/** Reads the XZ and YZ section of a stack through a pixel, both in one pass over its planes, and where strokes cross them. */
final class SectionPictures {
    /** What is wanted. */
    static final class Wanted {
        final ImageStack stack;
        /** Channels, slices, frames of the stack. */
        final int[] dimensions;
        final int frame, x, y;
        final DisplayLook look;
        final Labelling labelling;

        Wanted(ImageStack stack, int[] dimensions, int frame, int x, int y, DisplayLook look, Labelling labelling) {
            this.stack = stack;
            this.dimensions = dimensions;
            this.frame = frame;
            this.x = x;
            this.y = y;
            this.look = look;
            this.labelling = labelling;
        }

        private List<Object> place() {
            return Arrays.asList(stack, frame, x, y, look.channels());
        }
    }

    /** Both sections. */
    static final class Pair {
        /** Rows are slices, or columns are; null where no channel is seen. */
        final Image xz, yz;
        /** Pixels of strokes in them. */
        final List<Mark> xzMarks, yzMarks;

        Pair(Image xz, Image yz, List<Mark> xzMarks, List<Mark> yzMarks) {
            this.xz = xz;
            this.yz = yz;
            this.xzMarks = xzMarks;
            this.yzMarks = yzMarks;
        }
    }

    /** Where a stroke crosses a section, in pixels of the section. */
    static final class Mark {
        final Rectangle where;
        final Color color;

        Mark(Rectangle where, Color color) {
            this.where = where;
            this.color = color;
        }
    }

    private static final int NUMBERS = 6;

    private final SessionImage image;
    private final Consumer<Pair> receiver;
    private final Newest worker = new Newest("sections");

    // Of the worker alone. What was read of a virtual stack, which is slow, for when only its look changes.
    private List<Object> readPlace;
    private ImageProcessor[][] read;
    private Labelling rastered;
    private Strokes strokes;

    /** The receiver is called on the worker's thread. */
    SectionPictures(SessionImage image, Consumer<Pair> receiver) {
        this.image = image;
        this.receiver = receiver;
    }

    /** Reads these sections instead of all that were wanted before. */
    void want(Wanted wanted) {
        worker.ask(turn -> {
            ImageProcessor[][] planes = planes(wanted, turn);
            Image xz = wanted.look.draw(planes[0]);
            Image yz = wanted.look.draw(planes[1]);
            raster(wanted.labelling);
            turn.check();
            receiver.accept(new Pair(xz, yz, marks(wanted, true), marks(wanted, false)));
        });
    }

    void close() {
        worker.drop();
    }

    /** XZ and YZ of each seen channel. */
    private ImageProcessor[][] planes(Wanted wanted, Newest.Turn turn) {
        boolean slow = wanted.stack.isVirtual();
        if (slow && wanted.place().equals(readPlace)) {
            return read;
        }
        List<Integer> channels = wanted.look.channels();
        int depth = wanted.dimensions[1];
        ImageProcessor[][] made = new ImageProcessor[2][channels.size()];
        for (int z = 0; z < depth; z++) {
            for (int c = 0; c < channels.size(); c++) {
                turn.check();
                int index = channels.get(c) + wanted.dimensions[0] * (z + depth * wanted.frame);
                ImageProcessor plane = wanted.stack.getProcessor(index);
                int width = plane.getWidth();
                int height = plane.getHeight();
                if (z == 0) {
                    made[0][c] = plane.createProcessor(width, depth);
                    made[1][c] = plane.createProcessor(depth, height);
                }
                plane.setRoi(0, wanted.y, width, 1);
                made[0][c].insert(plane.crop(), 0, z);
                plane.setRoi(wanted.x, 0, 1, height);
                made[1][c].insert(plane.crop(), z, 0);
            }
        }
        readPlace = slow ? wanted.place() : null;
        read = slow ? made : null;
        return made;
    }

    private void raster(Labelling labelling) {
        if (labelling != rastered) {
            List<Roi> rois = labelling.strokes(image.key);
            strokes = rois.isEmpty() ? null
                    : Annotations.fromRois(rois.toArray(new Roi[0]), labelling.classNames(), image.image);
            rastered = labelling;
        }
    }

    private List<Mark> marks(Wanted wanted, boolean alongX) {
        if (strokes == null) {
            return Collections.emptyList();
        }
        List<Mark> marks = new ArrayList<>();
        int[] runs = strokes.runs; // stroke, frame, z, y, x0, x1
        for (int at = 0; at < runs.length; at += NUMBERS) {
            boolean crosses = alongX ? runs[at + 3] == wanted.y : runs[at + 4] <= wanted.x && wanted.x < runs[at + 5];
            ClassStyle of = wanted.labelling.classes.get(strokes.classes[runs[at]]);
            if (crosses && runs[at + 1] == wanted.frame && of.visible) {
                Rectangle where = alongX ? new Rectangle(runs[at + 4], runs[at + 2], runs[at + 5] - runs[at + 4], 1)
                        : new Rectangle(runs[at + 2], runs[at + 3], 1, 1);
                marks.add(new Mark(where, new Color(of.color)));
            }
        }
        return marks;
    }
}
