package pixelforest.image;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.measure.Calibration;
import ij.process.LUT;
import java.util.Properties;
import org.junit.Test;
import pixelforest.image.ResultStack.Kind;

/** Stacks made of results. */
public class ResultStackTest {
    private static final String[] CLASSES = {"Background", "Nucleus", "Rim"};
    private static final int[] COLORS = {0x102030, 0xFF8000, 0x00FF01};

    private final ImagePlus source = Images.hyperstack(16, 2, 4, 3);
    private final Properties record = new Properties();

    @Test
    public void probabilitiesAreACompositeHyperstack() {
        ResultStack result = new ResultStack(source, Kind.PROBABILITIES, CLASSES, COLORS, null);
        fill(result, 3, 0, 4, 0, 3);
        ImagePlus image = result.toImage("title", record);
        assertEquals("title", image.getTitle());
        assertArrayEquals(new int[] {Images.WIDTH, Images.HEIGHT, 3, 4, 3}, image.getDimensions());
        assertEquals(32, image.getBitDepth());
        assertTrue(image.isHyperStack());
        assertEquals(IJ.COMPOSITE, ((CompositeImage) image).getMode());
        for (int t = 0; t < 3; t++) {
            for (int z = 0; z < 4; z++) {
                for (int c = 0; c < 3; c++) {
                    int index = image.getStackIndex(c + 1, z + 1, t + 1);
                    assertEquals(value(t, c, z), image.getStack().getProcessor(index).getf(3), 0);
                    assertEquals(CLASSES[c], image.getStack().getSliceLabel(index));
                }
            }
        }
        for (int c = 0; c < 3; c++) {
            LUT lut = ((CompositeImage) image).getLuts()[c];
            assertEquals(0, lut.min, 0);
            assertEquals(1, lut.max, 0);
            assertEquals(0, lut.getRGB(0) & 0xFFFFFF);
            assertEquals(COLORS[c], lut.getRGB(255) & 0xFFFFFF);
        }
    }

    @Test
    public void probabilitiesOpenAtTheObjectClass() {
        assertEquals(2, openedAt("Background", "Nucleus"));
        assertEquals(1, openedAt("cell", "BACKGROUND"));
        assertEquals("several objects: the last", 3, openedAt(CLASSES));
        assertEquals("no object", 2, openedAt("background", "background"));
    }

    private int openedAt(String... classes) {
        return new ResultStack(source, Kind.PROBABILITIES, classes, null, null).toImage("p", record).getC();
    }

    @Test
    public void resultsOpenAtTheSourcesPlane() {
        source.setPosition(2, 3, 2);
        for (Kind kind : Kind.values()) {
            ImagePlus image = new ResultStack(source, kind, CLASSES, COLORS, null).toImage("r", record);
            assertArrayEquals(new int[] {3, 2}, new int[] {image.getZ(), image.getT()});
            assertEquals(image.getStackIndex(image.getC(), 3, 2), image.getCurrentSlice());
        }
        ImagePlus stack = Images.hyperstack(8, 1, 4, 1);
        stack.setSlice(3);
        assertEquals(3, new ResultStack(stack, Kind.MASK, CLASSES, COLORS, null).toImage("m", record).getCurrentSlice());
        ImagePlus whole = new ResultStack(source, Kind.PROBABILITIES, CLASSES, COLORS, null).toImage("p", record);
        assertArrayEquals(new int[] {3, 3, 2}, new int[] {whole.getC(), whole.getZ(), whole.getT()});
        assertEquals("range of the shown plane", 1, whole.getProcessor().getMax(), 0);
        int[] region = {1, 4, 0, 5, 0, 7, 0, 3};
        ImagePlus part = new ResultStack(source, Kind.PROBABILITIES, CLASSES, COLORS, region).toImage("p", record);
        assertArrayEquals(new int[] {3, 2, 2}, new int[] {part.getC(), part.getZ(), part.getT()});
    }

    @Test
    public void segmentationShowsTheClassesColours() {
        ResultStack result = new ResultStack(source, Kind.SEGMENTATION, CLASSES, COLORS, null);
        byte[] plane = (byte[]) result.plane(2, 0, 3);
        plane[0] = 1;
        plane[1] = 3;
        ImagePlus image = result.toImage("s", record);
        assertArrayEquals(new int[] {Images.WIDTH, Images.HEIGHT, 1, 4, 3}, image.getDimensions());
        assertEquals(8, image.getBitDepth());
        assertTrue(image.isHyperStack());
        image.setPosition(1, 4, 3);
        assertEquals(1, image.getProcessor().get(0));
        assertEquals(0, image.getDisplayRangeMin(), 0);
        assertEquals(255, image.getDisplayRangeMax(), 0);
        int[] shown = (int[]) image.getProcessor().convertToRGB().getPixels();
        assertEquals(COLORS[0], shown[0] & 0xFFFFFF);
        assertEquals(COLORS[2], shown[1] & 0xFFFFFF);
        assertEquals(0, shown[2] & 0xFFFFFF);
    }

    @Test
    public void theMaskLooksAsImageJsOwnMasks() {
        boolean setting = Prefs.blackBackground;
        try {
            for (boolean black : new boolean[] {true, false}) {
                Prefs.blackBackground = black;
                ResultStack result = new ResultStack(source, Kind.MASK, CLASSES, COLORS, null);
                ((byte[]) result.plane(0, 0, 0))[0] = (byte) 255;
                ImagePlus image = result.toImage("m", record);
                assertEquals(!black, image.isInvertedLut());
                assertEquals(ImagePlus.GRAY8, image.getType());
                assertTrue(image.getProcessor().isBinary());
                int[] shown = (int[]) image.getProcessor().convertToRGB().getPixels();
                assertEquals(black ? 0xFFFFFF : 0, shown[0] & 0xFFFFFF);
                assertEquals(black ? 0 : 0xFFFFFF, shown[1] & 0xFFFFFF);
            }
        } finally {
            Prefs.blackBackground = setting;
        }
    }

    @Test
    public void slicesOfOneChannelKeepTheirLabels() {
        ImagePlus whole = new ResultStack(source, Kind.MASK, CLASSES, COLORS, null).toImage("m", record);
        assertEquals("plane 1", whole.getStack().getSliceLabel(1));
        assertEquals("plane 23", whole.getStack().getSliceLabel(12));
        int[] region = {1, 3, 2, 5, 3, 7, 2, 3};
        ImagePlus part = new ResultStack(source, Kind.SEGMENTATION, CLASSES, COLORS, region).toImage("s", record);
        assertEquals("plane 19", part.getStack().getSliceLabel(1));
        assertEquals("plane 21", part.getStack().getSliceLabel(2));
        ImagePlus one = new ImagePlus("one", Images.processor(8, 1));
        assertNull(new ResultStack(one, Kind.MASK, CLASSES, COLORS, null).toImage("m", record).getStack().getSliceLabel(1));
    }

    @Test
    public void resultsNameTheirClassesAndColours() {
        for (Kind kind : Kind.values()) {
            ImagePlus image = new ResultStack(source, kind, CLASSES, COLORS, null).toImage("r", record);
            boolean named = kind != Kind.FEATURES && kind != Kind.OBJECTS;
            assertEquals(named ? "Background,Nucleus,Rim" : null, image.getProp("pixelforest.classes"));
            assertEquals(named ? "#102030,#ff8000,#00ff01" : null, image.getProp("pixelforest.class_colors"));
        }
    }

    @Test
    public void theSourceMayBeClosedOnceTheStackIsMade() {
        source.setPosition(1, 3, 2);
        source.getCalibration().pixelWidth = 0.25;
        ResultStack result = new ResultStack(source, Kind.MASK, CLASSES, COLORS, null);
        source.flush();
        ImagePlus image = result.toImage("m", record);
        assertEquals(0.25, image.getCalibration().pixelWidth, 0);
        assertArrayEquals(new int[] {3, 2}, new int[] {image.getZ(), image.getT()});
    }

    @Test
    public void uncertaintyRangesFromZeroToOne() {
        ImagePlus image = new ResultStack(source, Kind.UNCERTAINTY, CLASSES, COLORS, null).toImage("u", record);
        assertEquals(32, image.getBitDepth());
        assertEquals(1, image.getNChannels());
        assertEquals(0, image.getDisplayRangeMin(), 0);
        assertEquals(1, image.getDisplayRangeMax(), 0);
    }

    @Test
    public void featuresAreNamedSlicesEachWithItsRange() {
        String[] names = {"Gaussian 0.7", "Laplacian 1"};
        ImagePlus volume = Images.hyperstack(8, 1, 3, 1);
        ResultStack result = new ResultStack(volume, Kind.FEATURES, names, null, null);
        for (int z = 0; z < 3; z++) {
            ((float[]) result.plane(0, 0, z))[0] = 100;
            ((float[]) result.plane(0, 1, z))[0] = -0.01f;
        }
        ImagePlus image = result.toImage("f", record);
        assertArrayEquals(new int[] {Images.WIDTH, Images.HEIGHT, 2, 3, 1}, image.getDimensions());
        assertTrue(image.isHyperStack());
        assertEquals("Laplacian 1", image.getStack().getSliceLabel(4));
        assertEquals(100, image.getDisplayRangeMax(), 0);
        image.setC(2);
        assertEquals(-0.01, image.getDisplayRangeMin(), 1e-6);
        ImagePlus flat = new ResultStack(Images.hyperstack(8, 1, 1, 1), Kind.FEATURES, names, null, null)
                .toImage("f", record);
        assertEquals(2, flat.getStackSize());
        assertFalse(flat.isHyperStack());
        assertEquals(1, new ResultStack(volume, Kind.FEATURES, new String[] {"one"}, null, null)
                .toImage("f", record).getNChannels());
    }

    @Test
    public void oneClassMakesAPlainStack() {
        String[] one = {"a"};
        ImagePlus image = new ResultStack(source, Kind.PROBABILITIES, one, null, null).toImage("p", record);
        assertEquals(12, image.getStackSize());
        assertEquals(1, image.getDisplayRangeMax(), 0);
    }

    @Test
    public void aRegionIsAddressedByTheImagesCoordinates() {
        int[] region = {1, 3, 2, 5, 3, 7, 2, 3};
        ResultStack result = new ResultStack(source, Kind.PROBABILITIES, CLASSES, COLORS, region);
        assertArrayEquals(new int[] {3, 4}, new int[] {result.height(), result.width()});
        assertEquals(12, ((float[]) result.plane(2, 0, 1)).length);
        assertSame(result.plane(2, 2, 2), result.plane(2, 2, 2));
        fill(result, 3, 1, 3, 2, 3);
        assertThrows(IndexOutOfBoundsException.class, () -> result.plane(1, 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> result.plane(2, 3, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> result.plane(2, 0, 3));
        ImagePlus image = result.toImage("r", record);
        assertArrayEquals(new int[] {4, 3, 3, 2, 1}, image.getDimensions());
        assertEquals(value(2, 1, 2), image.getStack().getProcessor(image.getStackIndex(2, 2, 1)).getf(0), 0);
    }

    @Test
    public void calibrationIsKeptAndItsOriginMoved() {
        Calibration calibration = source.getCalibration();
        calibration.pixelWidth = 0.25;
        calibration.pixelHeight = 0.5;
        calibration.pixelDepth = 2;
        calibration.frameInterval = 30;
        calibration.setUnit("um");
        calibration.xOrigin = 1;
        calibration.setFunction(Calibration.STRAIGHT_LINE, new double[] {5, 2}, "OD");
        int[] region = {1, 3, 2, 5, 3, 7, 2, 3};
        for (Kind kind : Kind.values()) {
            ImagePlus image = new ResultStack(source, kind, CLASSES, COLORS, region).toImage("r", record);
            Calibration kept = image.getCalibration();
            assertArrayEquals(new double[] {0.25, 0.5, 2, 30, -2, -2, -1}, new double[] {kept.pixelWidth,
                kept.pixelHeight, kept.pixelDepth, kept.frameInterval, kept.xOrigin, kept.yOrigin, kept.zOrigin}, 0);
            assertEquals("\u00B5m", kept.getUnit());
            assertFalse(kept.calibrated());
            assertEquals("same place", calibration.getX(3), kept.getX(0), 0);
        }
        assertTrue("the source's own is left alone", calibration.calibrated());
        assertEquals(1, calibration.xOrigin, 0);
    }

    @Test
    public void theRecordAndATagAreInTheProperties() {
        record.setProperty("pixelforest.command", "apply image=[a b.tif] model=m.pforest");
        for (Kind kind : Kind.values()) {
            ImagePlus image = new ResultStack(source, kind, CLASSES, COLORS, null).toImage("r", record);
            assertEquals(record.getProperty("pixelforest.command"), image.getProp("pixelforest.command"));
            assertTrue(ResultStack.isResult(image));
            assertNull(image.getOverlay());
        }
        assertFalse(ResultStack.isResult(source));
        source.setProp(ResultStack.TAG, "mask");
        assertTrue(ResultStack.isResult(source));
        source.setProp(ResultStack.TAG, "");
        assertFalse("the tag was cleared", ResultStack.isResult(source));
    }

    @Test
    public void resultsBeyondJavasMemoryAreRefusedAtOnce() {
        ResultStack fits = new ResultStack(source, Kind.PROBABILITIES, CLASSES, COLORS, null);
        ResultStack.checkMemory(fits);
        ResultStack large = new ResultStack(
                source, Kind.PROBABILITIES, CLASSES, COLORS, new int[] {0, 1000, 0, 40_000, 0, 40_000, 0, 1});
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ResultStack.checkMemory(fits, large));
        assertTrue(e.getMessage(), e.getMessage().startsWith("the results take 18310546 MB and Java has "));
    }

    @Test
    public void moreClassesThanACompositeShowsAreChannelsStill() {
        String[] names = new String[12];
        java.util.Arrays.setAll(names, i -> "class " + i);
        ImagePlus image = new ResultStack(source, Kind.PROBABILITIES, names, null, null).toImage("p", record);
        assertArrayEquals(new int[] {Images.WIDTH, Images.HEIGHT, 12, 4, 3}, image.getDimensions());
        assertEquals(1, image.getDisplayRangeMax(), 0);
        image.setPosition(12, 1, 1);
        assertEquals(1, image.getDisplayRangeMax(), 0);
    }

    @Test
    public void coloursNeverRunOut() {
        int[] colors = ClassLut.defaultColors(60);
        assertEquals(60, java.util.Arrays.stream(colors).distinct().count());
        new ResultStack(source, Kind.SEGMENTATION, new String[300], null, null).toImage("s", record);
    }

    private static void fill(ResultStack result, int channels, int z0, int z1, int t0, int t1) {
        for (int t = t0; t < t1; t++) {
            for (int c = 0; c < channels; c++) {
                for (int z = z0; z < z1; z++) {
                    java.util.Arrays.fill((float[]) result.plane(t, c, z), value(t, c, z));
                }
            }
        }
    }

    private static float value(int t, int c, int z) {
        return t + c / 10f + z / 100f;
    }
}
