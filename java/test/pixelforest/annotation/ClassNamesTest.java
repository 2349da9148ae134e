package pixelforest.annotation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.Color;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

/** Where names and colours of classes come from. */
public class ClassNamesTest {
    private static final List<String> USUAL = Arrays.asList("Background", "Nucleus");

    private final ImagePlus image = IJ.createImage("cells", "8-bit", 4, 4, 1);
    private final String groupNames = Roi.getGroupNames();

    @Before
    public void forgetGroups() {
        Roi.setGroupNames(null);
    }

    @After
    public void restoreGroups() {
        Roi.setGroupNames(groupNames);
    }

    @Test
    public void namesComeFromTheImage() {
        Roi.setGroupNames("A,B");
        image.setProp(ClassNames.PROPERTY, " Soil , Root,Stone");
        assertEquals(Arrays.asList("Soil", "Root", "Stone"), names(roi(1), roi(2)));
    }

    @Test
    public void imagesMustNotDisagree() {
        ImagePlus other = IJ.createImage("other", "8-bit", 4, 4, 1);
        image.setProp(ClassNames.PROPERTY, "Soil,Root");
        List<ImagePlus> images = Arrays.asList(other, image);
        assertEquals(Arrays.asList("Soil", "Root"), ClassNames.find(images, Collections.emptyList()));
        other.setProp(ClassNames.PROPERTY, "Root,Soil");
        refused("other names its classes Root,Soil, cells names them Soil,Root: say which with classes=...",
                () -> ClassNames.find(images, Collections.emptyList()));
    }

    @Test
    public void namesComeFromTheGroupsThatAreUsed() {
        Roi.setGroupNames("Soil,Root,Stone,Leaf");
        assertEquals(Arrays.asList("Soil", "Root"), names(roi(1), roi(2)));
        assertEquals("what is missing can be said only if it has a name", Arrays.asList("Soil", "Root"), names(roi(1)));
        assertEquals(Arrays.asList("Soil", "Root", "Stone"), names(roi(3), roi(1)));
        Roi named = roi(0);
        named.setName("stone-4");
        assertEquals(Arrays.asList("Soil", "Root", "Stone"), names(roi(1), named));
        assertEquals("a label image has no groups", USUAL, names());
    }

    @Test
    public void groupsWithoutNameAreOfNoUse() {
        assertEquals(USUAL, names(roi(1), roi(2)));
        Roi.setGroupNames("Soil,,Stone");
        assertEquals(USUAL, names(roi(1), roi(3)));
        Roi.setGroupNames("Soil");
        assertEquals(USUAL, names(roi(1)));
        Roi.setGroupNames("Soil,Root");
        Roi named = roi(0);
        named.setName("nucleus");
        assertEquals(USUAL, names(roi(1), named));
    }

    @Test
    public void groupsAreNamedUnlessOneHasAnotherName() {
        Roi.setGroupNames("Soil");
        ClassNames.nameGroups(Arrays.asList("Soil", "Root"));
        assertEquals("Root", Roi.getGroupName(2));
        assertNull(Roi.getGroupName(3));
        ClassNames.nameGroups(Arrays.asList("Cyto", "Mito", "ER"));
        assertEquals("Soil", Roi.getGroupName(1));
        assertNull("a mixture of two sets of names", Roi.getGroupName(3));
    }

    @Test
    public void coloursComeFromTheImageThenFromTheStrokes() {
        Roi[] strokes = {colored(1, 0x102030), colored(2, 0xA0B0C0), colored(1, 0x102030)};
        assertArrayEquals(new int[] {0x102030, 0xA0B0C0}, colors(strokes));
        image.setProp(ClassColors.PROPERTY, "#ff0000, #00FF80");
        assertArrayEquals(new int[] {0xFF0000, 0x00FF80}, colors(strokes));
        assertEquals("#ff0000,#00ff80", ClassColors.text(colors(strokes)));
        image.setProp(ClassColors.PROPERTY, "#ff0000,#00ff80,#000000");
        assertArrayEquals("for other classes", new int[] {0x102030, 0xA0B0C0}, colors(strokes));
        image.setProp(ClassColors.PROPERTY, "red,green");
        refused("the colours of cells's classes (pixelforest.class_colors) are red,green", () -> colors(strokes));
    }

    @Test
    public void coloursOfStrokesCountOnlyWhereTheyTellClassesApart() {
        assertNull("two of one class", colors(colored(1, 0x102030), colored(1, 0x102031), colored(2, 0)));
        assertNull("one of two classes", colors(colored(1, 0x102030), colored(2, 0x102030)));
        assertNull("a class without strokes", colors(colored(1, 0x102030)));
        Roi plain = roi(2);
        plain.setStrokeColor(null);
        assertNull("a stroke without colour", colors(colored(1, 0x102030), plain));
    }

    private List<String> names(Roi... rois) {
        return ClassNames.find(Collections.singletonList(image), Arrays.asList(rois));
    }

    private int[] colors(Roi... rois) {
        return ClassColors.find(USUAL, Collections.singletonList(image), Arrays.asList(rois));
    }

    private static Roi roi(int group) {
        Roi roi = new Roi(1, 1, 2, 2);
        roi.setGroup(group);
        return roi;
    }

    private static Roi colored(int group, int rgb) {
        Roi roi = roi(group);
        roi.setStrokeColor(new Color(rgb));
        return roi;
    }

    private static void refused(String message, ThrowingRunnable run) {
        String said = assertThrows(IllegalArgumentException.class, run).getMessage();
        assertTrue(said, said.startsWith(message));
    }
}
