package pixelforest.image;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.Overlay;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.measure.Calibration;
import java.io.File;
import java.io.IOException;
import java.util.Objects;
import java.util.Properties;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.image.ResultStack.Kind;

/** What saving and opening keeps. */
public class TiffTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void pixelsAndDimensionsOfEveryTypeAreKept() throws IOException {
        for (int bits : new int[] {8, 16, 24, 32}) {
            for (int[] size : new int[][] {{1, 1, 1}, {1, 4, 1}, {1, 1, 3}, {2, 3, 2}}) {
                if (bits == 24 && size[0] > 1) {
                    continue;
                }
                for (boolean virtual : new boolean[] {false, true}) {
                    ImagePlus image = virtual ? Images.virtual(bits, size[0], size[1], size[2])
                            : Images.hyperstack(bits, size[0], size[1], size[2]);
                    ImagePlus read = saveAndOpen(image);
                    assertArrayEquals(image.getDimensions(), read.getDimensions());
                    assertEquals(bits, read.getBitDepth());
                    for (int n = 1; n <= image.getStackSize(); n++) {
                        assertTrue(bits + " bits, plane " + n, Objects.deepEquals(
                                image.getStack().getPixels(n), read.getStack().getPixels(n)));
                        assertEquals("plane " + n, read.getStack().getSliceLabel(n));
                    }
                }
            }
        }
    }

    @Test
    public void theOverlaysStrokesAreKept() throws IOException {
        ImagePlus image = Images.hyperstack(8, 2, 3, 2);
        Overlay overlay = new Overlay();
        float[] xs = {0.5f, 3.25f, 6};
        float[] ys = {1, 4, 2.75f};
        Roi freeline = new PolygonRoi(xs, ys, 3, Roi.FREELINE);
        freeline.setName("Nucleus-1");
        freeline.setGroup(2);
        freeline.setStrokeWidth(2.5);
        freeline.setPosition(1, 3, 2);
        freeline.setProperty("pixelforest.result", "true");
        overlay.add(freeline);
        Roi line = new Line(0, 1, 5, 3);
        line.setGroup(200);
        line.setPosition(5);
        overlay.add(line);
        image.setOverlay(overlay);
        Roi selection = new Roi(1, 1, 2, 3);
        image.setRoi(selection);

        ImagePlus read = saveAndOpen(image);
        assertEquals(2, read.getOverlay().size());
        Roi stroke = read.getOverlay().get(0);
        assertEquals("Nucleus-1", stroke.getName());
        assertEquals(2, stroke.getGroup());
        assertEquals(2.5, stroke.getStrokeWidth(), 0);
        assertEquals(Roi.FREELINE, stroke.getType());
        assertArrayEquals(new int[] {1, 3, 2},
                new int[] {stroke.getCPosition(), stroke.getZPosition(), stroke.getTPosition()});
        assertEquals("true", stroke.getProperty("pixelforest.result"));
        assertArrayEquals(xs, stroke.getFloatPolygon().xpoints, 0);
        assertArrayEquals(ys, stroke.getFloatPolygon().ypoints, 0);
        assertEquals(200, read.getOverlay().get(1).getGroup());
        assertEquals(5, read.getOverlay().get(1).getPosition());
        assertEquals(selection.getBounds(), read.getRoi().getBounds());
    }

    @Test
    public void calibrationAndPropertiesAreKept() throws IOException {
        ImagePlus image = Images.hyperstack(16, 1, 3, 2);
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = 0.25;
        calibration.pixelHeight = 0.25;
        calibration.pixelDepth = 0.75;
        calibration.xOrigin = -12;
        calibration.frameInterval = 2.5;
        calibration.setUnit("um");
        image.setProp("pixelforest.command", "apply image=[a b.tif]\nsecond line \u00B5\u4E2D");
        image.setProperty("Info", "acquired with care");
        ImagePlus read = saveAndOpen(image);
        assertEquals(0.25, read.getCalibration().pixelWidth, 1e-9);
        assertEquals(0.75, read.getCalibration().pixelDepth, 1e-9);
        assertEquals(-12, read.getCalibration().xOrigin, 0);
        assertEquals(2.5, read.getCalibration().frameInterval, 0);
        assertEquals("\u00B5m", read.getCalibration().getUnit());
        assertEquals(image.getProp("pixelforest.command"), read.getProp("pixelforest.command"));
        assertEquals("acquired with care", read.getInfoProperty());
    }

    @Test
    public void resultsKeepTheirLooks() throws IOException {
        String[] classes = {"Background", "Nucleus"};
        int[] colors = {0x0072B2, 0xE69F00};
        ImagePlus source = Images.hyperstack(8, 1, 3, 1);
        Properties record = new Properties();
        record.setProperty("pixelforest.model", "m.pforest");
        for (Kind kind : Kind.values()) {
            ImagePlus image = new ResultStack(source, kind, classes, colors, null).toImage("result", record);
            ImagePlus read = saveAndOpen(image);
            assertArrayEquals(image.getDimensions(), read.getDimensions());
            assertEquals(image.getBitDepth(), read.getBitDepth());
            assertEquals(image.isComposite(), read.isComposite());
            assertTrue(ResultStack.isResult(read));
            assertEquals("m.pforest", read.getProp("pixelforest.model"));
            for (int n = 1; n <= image.getStackSize(); n++) {
                assertEquals(image.getStack().getSliceLabel(n), read.getStack().getSliceLabel(n));
            }
            if (kind == Kind.PROBABILITIES) {
                assertEquals(((CompositeImage) image).getMode(), ((CompositeImage) read).getMode());
            }
            for (int c = 0; c < image.getLuts().length && kind != Kind.FEATURES; c++) {
                assertArrayEquals(kind + " " + c, image.getLuts()[c].getBytes(), read.getLuts()[c].getBytes());
                assertEquals(kind.name(), image.getLuts()[c].min, read.getLuts()[c].min, 0);
                assertEquals(kind.name(), image.getLuts()[c].max, read.getLuts()[c].max, 0);
            }
        }
    }

    @Test
    public void namesInAnyScriptAreKept() throws IOException {
        String[] classes = {"\u0424\u043E\u043D", "\u7D30\u80DE\u6838", "K\u00E6rne"};
        ImagePlus source = Images.hyperstack(8, 1, 1, 1);
        ResultStack result = new ResultStack(source, Kind.PROBABILITIES, classes, null, null);
        ImagePlus read = saveAndOpen(result.toImage("p", new Properties()));
        for (int c = 0; c < classes.length; c++) {
            assertEquals(classes[c], read.getStack().getSliceLabel(c + 1));
        }
    }

    @Test
    public void savingLeavesTheImageAsItIs() throws IOException {
        ImagePlus image = Images.hyperstack(8, 1, 3, 1);
        image.changes = true;
        Tiff.save(image, new File(folder.getRoot(), "saved.tif"));
        assertEquals("image.tif", image.getTitle());
        assertNull(image.getOriginalFileInfo());
        assertTrue(image.changes);
        assertArrayEquals(new String[] {"saved.tif"}, folder.getRoot().list());
    }

    @Test
    public void aSingleImageWithoutLabelGetsNone() throws IOException {
        ImagePlus read = saveAndOpen(new ImagePlus("plain", Images.processor(16, 3)));
        assertNotNull(read);
        assertNull(read.getStack().getSliceLabel(1));
        assertFalse(ResultStack.isResult(read));
    }

    private ImagePlus saveAndOpen(ImagePlus image) throws IOException {
        File file = new File(folder.getRoot(), "saved.tif");
        Tiff.save(image, file);
        return ImageReader.open("saved.tif", folder.getRoot(), 0);
    }
}
