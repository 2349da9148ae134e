package pixelforest.annotation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.PointRoi;
import ij.gui.Roi;
import org.junit.Test;

/** Frames and slices of ROIs on images, stacks and hyperstacks. */
public class RoiPositionTest {
    private final ImagePlus plane = image(1, 1, 1);
    private final ImagePlus stack = image(1, 7, 1);
    private final ImagePlus movie = image(1, 1, 7);
    private final ImagePlus hyperstack = image(2, 3, 4);

    @Test
    public void onOnePlanePositionsDoNotMatter() {
        check(plane, at(0), 0, 0);
        check(plane, at(5), 0, 0);
        check(plane, at(1, 3, 2), 0, 0);
        check(image(3, 1, 1), at(2), 0, 0);
    }

    @Test
    public void onAStackThePositionIsTheSlice() {
        check(stack, at(4), 0, 3);
        check(stack, at(1, 4, 1), 0, 3);
        check(stack, at(0, 4, 0), 0, 3);
        check(movie, at(4), 3, 0);
        check(movie, at(1, 1, 4), 3, 0);
    }

    @Test
    public void aPositionAlongTheOtherAxisOfAStackIsTaken() {
        check(stack, at(1, 1, 4), 0, 3);
        check(movie, at(1, 4, 1), 3, 0);
    }

    @Test
    public void onAHyperstackTheChannelDoesNotMatter() {
        for (int channel = 0; channel <= 2; channel++) {
            check(hyperstack, at(channel, 3, 2), 1, 2);
        }
        check(hyperstack, at(hyperstack.getStackIndex(1, 3, 2)), 1, 2);
        check(hyperstack, at(hyperstack.getStackIndex(2, 3, 2)), 1, 2);
    }

    @Test
    public void aMissingSliceOrFrameIsRefusedByName() {
        refused("ROI 1 \"stroke\" (Rectangle) has no slice, but image has 7", stack, at(0));
        refused("has no frame, but image has 7", movie, at(0));
        refused("has no frame, but image has 4", hyperstack, at(1, 2, 0));
        refused("has no slice, but image has 3", hyperstack, at(1, 0, 2));
        refused("press Update", hyperstack, at(2, 0, 2));
    }

    @Test
    public void aPositionBeyondTheImageIsRefused() {
        refused("lies on plane 8 of the stack, but image has 7 planes", stack, at(8));
        refused("lies on slice 9, but image has 7", stack, at(1, 9, 1));
        refused("lies on frame 5, but image has 4", hyperstack, at(1, 2, 5));
        refused("lies on frame 3, but image has 1", stack, at(1, 2, 3));
    }

    @Test
    public void pointsMayLieOnDifferentSlices() {
        PointRoi points = new PointRoi();
        points.addPoint(3, 4, 2);
        points.addPoint(5, 1, 6);
        points.addPoint(3, 4, 6);
        points.addPoint(3, 4, 2);
        points.setGroup(1);
        assertArrayEquals(new int[] {
            0, 0, 1, 4, 3, 4,
            0, 0, 5, 1, 5, 6,
            0, 0, 5, 4, 3, 4,
        }, Annotations.fromRois(new Roi[] {points}, new String[] {"a"}, stack).runs);
        points.addPoint(7, 7, 0);
        refused("has no slice", stack, points);
    }

    private static void check(ImagePlus image, Roi roi, int frame, int slice) {
        int[] runs = Annotations.fromRois(new Roi[] {roi}, new String[] {"a"}, image).runs;
        assertEquals("frame", frame, runs[1]);
        assertEquals("slice", slice, runs[2]);
    }

    private static void refused(String message, ImagePlus image, Roi roi) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> Annotations.fromRois(new Roi[] {roi}, new String[] {"a"}, image));
        assertTrue(e.getMessage(), e.getMessage().contains(message));
    }

    private static Roi at(int position) {
        Roi roi = stroke();
        roi.setPosition(position);
        return roi;
    }

    private static Roi at(int channel, int slice, int frame) {
        Roi roi = stroke();
        roi.setPosition(channel, slice, frame);
        return roi;
    }

    private static Roi stroke() {
        Roi roi = new Roi(1, 2, 3, 1);
        roi.setGroup(1);
        roi.setName("stroke");
        return roi;
    }

    private static ImagePlus image(int channels, int slices, int frames) {
        return IJ.createHyperStack("image", 10, 8, channels, slices, frames, 8);
    }
}
