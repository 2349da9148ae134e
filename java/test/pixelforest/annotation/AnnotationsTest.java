package pixelforest.annotation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Arrow;
import ij.gui.ImageRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Overlay;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.ByteProcessor;
import org.junit.Test;

/** ROIs to classes and runs, and what is refused. */
public class AnnotationsTest {
    private static final String[] CLASSES = {"Background", "Nucleus", "Nucleus-rim"};

    private final ImagePlus image = IJ.createImage("cells.tif", "8-bit", 30, 20, 1);

    @Test
    public void groupIsTheClass() {
        Strokes strokes = strokes(grouped(box(), 2), grouped(box(), 1));
        assertArrayEquals(new int[] {1, 0}, strokes.classes);
        assertEquals(2, strokes.classes.length);
        assertEquals(0, strokes.ignored);
        assertArrayEquals(new int[] {
            0, 0, 0, 4, 3, 5, 0, 0, 0, 5, 3, 5,
            1, 0, 0, 4, 3, 5, 1, 0, 0, 5, 3, 5,
        }, strokes.runs);
    }

    @Test
    public void withoutGroupTheNameIsTheClass() {
        String[] names = {"nucleus", "BACKGROUND-1", "Nucleus-12-left", "nucleus-rim", "Nucleus-Rim-3", " Background "};
        Roi[] rois = new Roi[names.length];
        for (int i = 0; i < names.length; i++) {
            rois[i] = named(box(), names[i]);
        }
        assertArrayEquals(new int[] {1, 0, 1, 2, 2, 0}, strokes(rois).classes);
    }

    @Test
    public void groupWinsOverName() {
        assertArrayEquals(new int[] {1}, strokes(named(grouped(box(), 2), "background")).classes);
    }

    @Test
    public void withoutClassARoiIsRefusedByName() {
        refused("ROI 2 \"nuclei\" (Rectangle) has no group", grouped(box(), 1), named(box(), "nuclei"));
        refused("1 Background, 2 Nucleus, 3 Nucleus-rim", named(box(), "0005-0010-0012"));
        refused("ROI 1 without name (Oval)", new OvalRoi(2, 2, 5, 5));
        refused("set its group", named(box(), "Nucleus1"));
        refused("set its group", box());
    }

    @Test
    public void aGroupBeyondTheClassesIsRefused() {
        refused("ROI 1 \"odd\" (Rectangle) has group 4, but the classes are 1 Background, 2 Nucleus",
                named(grouped(box(), 4), "odd"));
    }

    @Test
    public void textAndImagesAreRefused() {
        refused("(Text) is no stroke", grouped(new TextRoi(3, 3, "note"), 1));
        refused("(Image) is no stroke", grouped(new ImageRoi(0, 0, new ByteProcessor(3, 3)), 1));
    }

    @Test
    public void anArrowIsItsShaft() {
        Roi arrow = grouped(new Arrow(2, 3, 8, 3), 1);
        arrow.setStrokeWidth(1);
        assertArrayEquals(new int[] {0, 0, 0, 3, 2, 9}, strokes(arrow).runs);
    }

    @Test
    public void pointsAreTheirNearestPixels() {
        PointRoi points = new PointRoi(new float[] {6.6f, 3.4f, 3, 40}, new float[] {2, 2.6f, 3, 2}, 4);
        assertArrayEquals(new int[] {0, 0, 0, 2, 7, 8, 0, 0, 0, 3, 3, 4}, strokes(grouped(points, 1)).runs);
    }

    @Test
    public void resultsAreIgnoredAndCounted() {
        Roi result = grouped(box(), 9);
        assertFalse(ResultTag.isResult(result));
        ResultTag.mark(result);
        assertTrue(ResultTag.isResult(result));
        Strokes strokes = strokes(result, grouped(box(), 2));
        assertEquals(1, strokes.classes.length);
        assertEquals(1, strokes.ignored);
        assertArrayEquals(new int[] {1}, strokes.classes);
        refused("all 1 ROIs of cells.tif are results", result);
    }

    @Test
    public void whatLiesOutsideIsIgnoredUnlessNothingIsLeft() {
        Roi outside = named(grouped(new Line(40, 5, 60, 5), 1), "far");
        Strokes strokes = strokes(outside, grouped(box(), 2));
        assertArrayEquals(new int[] {1}, strokes.classes);
        assertEquals(0, strokes.runs[0]);
        assertEquals(1, strokes.classes.length);
        assertEquals(1, strokes.ignored);
        refused("no stroke lies on cells.tif (30 x 20): ROI 1 \"far\" (Straight Line) is outside", outside, outside);
        refused("there are no strokes for cells.tif");
    }

    @Test
    public void overlayGivesItsRoisInOrder() {
        assertThrows(IllegalArgumentException.class, () -> Annotations.overlay(image));
        Overlay overlay = new Overlay();
        Roi first = box();
        Roi second = box();
        overlay.add(first);
        overlay.add(second);
        image.setOverlay(overlay);
        assertArrayEquals(new Roi[] {first, second}, Annotations.overlay(image));
    }

    @Test
    public void withoutScreenARoiManagerIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, Annotations::roiManager);
        assertTrue(e.getMessage(), e.getMessage().startsWith("there is no ROI Manager without a screen"));
    }

    private Strokes strokes(Roi... rois) {
        return Annotations.fromRois(rois, CLASSES, image);
    }

    private void refused(String message, Roi... rois) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> strokes(rois));
        assertTrue(e.getMessage(), e.getMessage().contains(message));
    }

    private static Roi box() {
        return new Roi(3, 4, 2, 2);
    }

    private static Roi grouped(Roi roi, int group) {
        roi.setGroup(group);
        return roi;
    }

    private static Roi named(Roi roi, String name) {
        roi.setName(name);
        return roi;
    }
}
