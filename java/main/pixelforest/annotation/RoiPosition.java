package pixelforest.annotation;

import ij.ImagePlus;
import ij.gui.PointRoi;
import ij.gui.Roi;

/**
 * The plane that a ROI lies on: frame and slice, counted from 0. A ROI has a stack position, the number of a plane, or
 * a hyperstack position (channel, slice, frame); its channel does not matter. On an image of one slice and one frame
 * every ROI lies on that plane, as in ImageJ.
 */
final class RoiPosition {
    private static final String MEND = ": set its Position in Edit > Selection > Properties, or select it in the ROI"
            + " Manager, go to its %s and press Update";

    final int frame;
    final int slice;

    private RoiPosition(int frame, int slice) {
        this.frame = frame;
        this.slice = slice;
    }

    /** The plane of a ROI; {@code label} says which ROI it is in errors. */
    static RoiPosition of(Roi roi, ImagePlus image, String label) {
        return of(roi.getPosition(), roi, image, label);
    }

    /** The plane of one point of a point ROI, whose points may lie on different planes. */
    static RoiPosition of(PointRoi roi, int point, ImagePlus image, String label) {
        return of(roi.getPointPosition(point), roi, image, label);
    }

    private static RoiPosition of(int stackPosition, Roi roi, ImagePlus image, String label) {
        int depth = image.getNSlices();
        int frames = image.getNFrames();
        if (depth == 1 && frames == 1) {
            return new RoiPosition(0, 0);
        }
        int z = roi.getZPosition();
        int t = roi.getTPosition();
        if (stackPosition > image.getStackSize()) {
            throw new IllegalArgumentException(label + " lies on plane " + stackPosition + " of the stack, but "
                    + image.getTitle() + " has " + image.getStackSize() + " planes");
        }
        if (stackPosition > 0) {
            int[] position = image.convertIndexToPosition(stackPosition);
            z = position[1];
            t = position[2];
        } else if (frames == 1 && z <= 1 && t > 1) {
            // In a stack with one axis ImageJ takes a position along the other axis for this one.
            z = t;
            t = 1;
        } else if (depth == 1 && t <= 1 && z > 1) {
            t = z;
            z = 1;
        }
        return new RoiPosition(index(t, frames, "frame", image, label), index(z, depth, "slice", image, label));
    }

    private static int index(int position, int count, String axis, ImagePlus image, String label) {
        if (position > count) {
            throw new IllegalArgumentException(label + " lies on " + axis + " " + position + ", but " + image.getTitle()
                    + " has " + count);
        }
        if (position < 1 && count > 1) {
            throw new IllegalArgumentException(label + " has no " + axis + ", but " + image.getTitle() + " has " + count
                    + String.format(MEND, axis));
        }
        return Math.max(0, position - 1);
    }
}
