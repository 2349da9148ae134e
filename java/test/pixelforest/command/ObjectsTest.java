package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.io.File;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.ResultTag;
import pixelforest.image.ResultStack;
import pixelforest.image.Tiff;

/** Objects by command: labels, table, outlines, and what is refused. */
public class ObjectsTest {
    private static final String PLAIN = "sigma=0 split=none fill_holes=false min_size=0 ";

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private File folder;

    @Before
    public void makeFolder() throws Exception {
        folder = temporary.newFolder("a folder");
    }

    private Map<String, String> run(String command, String options) {
        Map<String, String> result = Volumes.run(command, options + " folder=[" + folder + "]");
        assertFalse(result.toString(), result.containsKey("error"));
        return result;
    }

    private String error(String command, String options) {
        Map<String, String> result =
                Volumes.run(command, options + " folder=[" + folder + "] on_error=return");
        assertTrue(result.toString(), result.containsKey("error"));
        return result.get("error");
    }

    private File save(ImagePlus image) throws Exception {
        File file = new File(folder, image.getTitle() + ".tif");
        Tiff.save(image, file);
        return file;
    }

    /** Pixels by their slice and place, frame after frame. */
    private interface Pixels {
        float at(int slice, int x, int y);
    }

    private static ImagePlus image(String title, int width, int height, int slices, int frames, boolean bytes, Pixels pixels) {
        ImageStack stack = new ImageStack(width, height);
        for (int slice = 0; slice < slices * frames; slice++) {
            ImageProcessor plane = bytes ? new ByteProcessor(width, height) : new FloatProcessor(width, height);
            for (int i = 0; i < width * height; i++) {
                plane.setf(i, pixels.at(slice, i % width, i / width));
            }
            stack.addSlice(plane);
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.setDimensions(1, slices, frames);
        image.setOpenAsHyperStack(frames > 1);
        return image;
    }

    /** Two touching discs, a ring, and a block at the left border. */
    private static boolean nuclei(int x, int y) {
        double ring = Math.hypot(x - 60, y - 30);
        return Math.hypot(x - 20, y - 14) < 9 || Math.hypot(x - 35, y - 14) < 9 || ring > 3 && ring < 10
                || x < 9 && y > 40 && y < 52;
    }

    private static ImagePlus mask(String title, int slices, int frames) {
        return image(title, 80, 60, slices, frames, true, (slice, x, y) -> nuclei(x, y) ? 255 : 0);
    }

    @Test
    public void applyMakesTheObjectsOfItsProbabilities() throws Exception {
        ImagePlus cells = Volumes.image(2, 5, 2);
        cells.getCalibration().pixelDepth = 2;
        File image = save(cells);
        File model = Volumes.model(image, cells, new File(folder, "m.pforest"), "features=gaussian:1 dimensions=2d");
        String settings = " merge=0.95 min_size=4";
        Map<String, String> applied = run("apply", "model=[" + model + "] image=[" + image
                + "] results=objects,probabilities measure" + settings);
        ImagePlus expected = IJ.openImage(applied.get("objects"));
        Map<String, String> made = run("objects", "image=[" + applied.get("probabilities") + "] measure intensity=["
                + image + "]" + settings);
        assertEquals(applied.get("count"), made.get("count"));
        assertTrue(applied.get("count"), Integer.parseInt(made.get("count")) > 3);
        assertEquals(applied.get("objects"), made.get("objects")); // named after what the probabilities are of
        Volumes.assertSame("objects", expected, IJ.openImage(made.get("objects")));
        assertEquals(2, expected.getNFrames());
        assertEquals("objects", ResultStack.kindOf(expected));
        ResultsTable table = ResultsTable.open(made.get("measurements"));
        assertEquals(Integer.parseInt(made.get("count")), table.size());
        assertEquals(2, table.getValue("Frame", table.size() - 1), 0);
        assertTrue(table.columnExists("Mean_C2"));

        String line = Volumes.run("info", "image=[" + applied.get("objects") + "]").get("command");
        assertTrue(line, line.contains("merge=0.95"));
        String again = Volumes.again(line, temporary.newFolder("again"), "objects");
        Volumes.assertSame("again", expected, IJ.openImage(again));
    }

    @Test
    public void aPartOfAnImageIsMeasuredWhereItLies() throws Exception {
        ImagePlus cells = Volumes.image(1, 6, 1);
        File image = save(cells);
        File model = Volumes.model(image, cells, new File(folder, "m.pforest"), "features=gaussian:1 dimensions=2d");
        Map<String, String> part = run("apply", "model=[" + model + "] image=[" + image
                + "] results=objects measure min_size=0 region=10,5,25,20 slices=2-4");
        ImagePlus labels = IJ.openImage(part.get("objects"));
        ResultsTable table = ResultsTable.open(part.get("measurements"));
        assertTrue(table.size() > 0);
        double sum = 0;
        for (int row = 0; row < table.size(); row++) {
            assertTrue(table.getValue("BX", row) >= 10 && table.getValue("BY", row) >= 5);
            assertTrue(table.getValue("Slice", row) >= 2 && table.getValue("Slice", row) <= 4);
            sum += table.getValue("RawIntDen", row);
        }
        double expected = 0;
        for (int z = 1; z <= 3; z++) {
            for (int i = 0; i < 25 * 20; i++) {
                boolean inside = labels.getStack().getProcessor(z).get(i) > 0;
                expected += inside ? cells.getStack().getProcessor(z + 1).get(10 + i % 25, 5 + i / 25) : 0;
            }
        }
        assertEquals(expected, sum, 0.5);
    }

    @Test
    public void theTableIsInCalibratedUnits() throws Exception {
        ImagePlus mask = mask("nuclei", 1, 1);
        mask.getCalibration().pixelWidth = mask.getCalibration().pixelHeight = 0.5;
        mask.getCalibration().xOrigin = 4;
        mask.getCalibration().setUnit("micron");
        Map<String, String> made = run("objects", "image=[" + save(mask) + "] measure");
        assertEquals("4", made.get("count"));
        ResultsTable table = ResultsTable.open(made.get("measurements"));
        ImagePlus labels = IJ.openImage(made.get("objects"));
        for (int row = 0; row < 4; row++) {
            double pixels = 0;
            double x = 0;
            for (int i = 0; i < 80 * 60; i++) {
                if (labels.getProcessor().get(i) == row + 1) {
                    pixels++;
                    x += i % 80 + 0.5 - 4;
                }
            }
            assertEquals(row + 1, table.getValue("Label", row), 0);
            assertEquals(pixels, table.getValue("Pixels", row), 0);
            assertEquals(pixels / 4, table.getValue("Area", row), 1e-4);
            assertEquals(x / pixels / 2, table.getValue("X", row), 1e-4);
            assertEquals(2 * Math.sqrt(pixels / 4 / Math.PI), table.getValue("EquivalentDiameter", row), 1e-4);
            assertEquals(row == 3 ? 1 : 0, table.getValue("OnEdge", row), 0);
        }
        // 22 square micrometres are 88 pixels: only the block of 9 x 11 pixels and the ring's disc are larger.
        assertTrue(Integer.parseInt(run("objects", "image=[" + new File(folder, "nuclei.tif")
                + "] min_size=22um2 exclude_edges").get("count")) < 4);
    }

    @Test
    public void outlinesCoverTheirObjectsExactly() throws Exception {
        ImagePlus mask = image("moving", 80, 60, 3, 2, true, (slice, x, y) -> nuclei(x - slice, y) ? 255 : 0);
        Map<String, String> made = run("objects", "image=[" + save(mask) + "] rois fill_holes=false min_size=0");
        ImagePlus labels = IJ.openImage(made.get("objects"));
        Set<String> names = new HashSet<>();
        Map<Integer, ImageProcessor> painted = new HashMap<>();
        for (Roi roi : Annotations.file(new File(made.get("rois")))) {
            assertTrue(ResultTag.isResult(roi));
            assertTrue(roi.getName(), names.add(roi.getName()));
            int plane = labels.getStackIndex(1, roi.getZPosition(), roi.getTPosition());
            int number = Integer.parseInt(roi.getName().split("-")[0]);
            ImageProcessor canvas = painted.computeIfAbsent(plane, index -> labels.getProcessor().createProcessor(80, 60));
            canvas.setValue(number);
            canvas.fill(roi);
        }
        assertEquals(6, painted.size());
        painted.forEach((plane, canvas) -> {
            for (int i = 0; i < 80 * 60; i++) {
                assertEquals(labels.getStack().getProcessor(plane).get(i), canvas.get(i));
            }
        });
    }

    @Test
    public void moreObjectsThan16BitHold() throws Exception {
        ImagePlus mask = image("dots", 600, 500, 1, 1, true, (slice, x, y) -> x % 2 == 0 && y % 2 == 0 ? 255 : 0);
        Map<String, String> made = run("objects", "image=[" + save(mask) + "] " + PLAIN);
        assertEquals("75000", made.get("count"));
        ImagePlus labels = IJ.openImage(made.get("objects"));
        assertEquals(32, labels.getBitDepth());
        assertEquals(75000, labels.getProcessor().getf(598, 498), 0);
        Map<String, String> judged = run("evaluate", "labels=[" + made.get("objects") + "] truth=[" + made.get("objects") + "]");
        assertEquals("75000", judged.get("matched_objects"));
    }

    @Test
    public void classesAreFoundByTheirNames() throws Exception {
        ImageStack stack = new ImageStack(40, 20);
        for (int c = 0; c < 3; c++) {
            FloatProcessor plane = new FloatProcessor(40, 20);
            for (int i = 0; i < 800; i++) {
                double away = Math.hypot(i % 40 - 20, i / 40 - 10);
                float[] p = away < 5 ? new float[] {0, 1, 0} : away < 7 ? new float[] {0, 0.1f, 0.9f} : new float[] {1, 0, 0};
                plane.setf(i, p[c]);
            }
            stack.addSlice(plane);
        }
        ImagePlus image = new ImagePlus("p", stack);
        image.setDimensions(3, 1, 1);
        image.setOpenAsHyperStack(true);
        String named = "image=[" + save(image) + "] " + PLAIN;
        String error = error("objects", named);
        assertTrue(error, error.contains("object_class= one of 1, 2, 3"));
        image.setProp("pixelforest.classes", "Background,Nucleus,Membrane");
        image.setProp(ResultStack.TAG, "probabilities");
        save(image);
        double inner = foreground(run("objects", named + "boundary_class=none"));
        double both = foreground(run("objects", named + "threshold=0.5"));
        assertTrue(inner + " " + both, inner < both);
        error = error("objects", named + "object_class=Cell");
        assertTrue(error, error.contains("no class \"Cell\": the classes are Background, Nucleus, Membrane"));
    }

    private static double foreground(Map<String, String> made) {
        ImageProcessor labels = IJ.openImage(made.get("objects")).getProcessor();
        double count = 0;
        for (int i = 0; i < labels.getPixelCount(); i++) {
            count += labels.get(i) > 0 ? 1 : 0;
        }
        return count;
    }

    @Test
    public void theCalibrationTellsTheSpacing() throws Exception {
        ImagePlus mask = mask("flat", 4, 1);
        String file = save(mask).getPath();
        mask.getCalibration().pixelWidth = mask.getCalibration().pixelHeight = 0.2;
        mask.setTitle("calibrated");
        String calibrated = save(mask).getPath();
        Map<String, String> made = run("objects", "image=[" + calibrated + "]");
        assertTrue(made.toString(), made.get("note").contains("slices are 1 pixel apart, as the calibration says"));
        assertFalse(run("objects", "image=[" + file + "] spacing=1,1,2.5").containsKey("note"));
        for (String spacing : new String[] {"0,1,1", "1,-2,1", "2", "a,b,c"}) {
            String error = error("objects", "image=[" + file + "] spacing=" + spacing);
            assertTrue(error, error.contains("as in 0.2,0.2,0.5"));
        }
        mask.getCalibration().pixelDepth = -1;
        WindowManager.setTempCurrentImage(mask); // a file could not say so
        String error = error("objects", "");
        WindowManager.setTempCurrentImage(null);
        assertTrue(error, error.contains("the spacing along z is -1"));
    }

    @Test
    public void emptyAndFullMasksAndOneVoxel() throws Exception {
        for (int value : new int[] {0, 255}) {
            ImagePlus mask = image("all " + value, 9, 8, 3, 1, true, (slice, x, y) -> value);
            Map<String, String> made = run("objects", "image=[" + save(mask) + "] measure rois");
            assertEquals(value == 0 ? "0" : "1", made.get("count"));
            assertTrue(new File(made.get("measurements")).isFile());
        }
        ImagePlus speck = image("speck", 9, 8, 3, 1, true, (slice, x, y) -> slice == 1 && x == 4 && y == 5 ? 255 : 0);
        Map<String, String> made = run("objects", "image=[" + save(speck) + "]"); // masks are not smoothed
        assertEquals("1", made.get("count"));
        assertEquals(1, IJ.openImage(made.get("objects")).getStack().getProcessor(2).get(4, 5));
        String header = new String(Files.readAllBytes(new File(folder, "all 0_measurements.csv").toPath()), "UTF-8");
        assertTrue(header, header.startsWith("Label,Slice,Voxels,Volume,X,Y,Z,") && header.trim().indexOf('\n') < 0);
        ImagePlus one = image("one", 1, 1, 1, 1, true, (slice, x, y) -> 255);
        assertEquals("1", run("objects", "image=[" + save(one) + "] measure " + PLAIN).get("count"));
    }

    @Test
    public void whatIsNoProbabilityIsRefusedAndTheImageStays() throws Exception {
        ImagePlus image = image("nan", 9, 8, 2, 1, false, (slice, x, y) -> slice == 1 && x == 3 && y == 5 ? Float.NaN : 0.7f);
        String error = error("objects", "image=[" + save(image) + "]");
        assertTrue(error, error.contains("NaN at x=3, y=5, slice 2 is no probability"));
        ImagePlus labels = image("labels", 9, 8, 1, 1, true, (slice, x, y) -> x);
        error = error("objects", "image=[" + save(labels) + "]");
        assertTrue(error, error.contains("neither a mask (one value beside 0) nor probabilities"));
        ImagePlus mask = mask("good", 1, 1);
        File file = save(mask);
        error = error("objects", "image=[" + file + "] threshold=1.5");
        assertTrue(error, error.contains("threshold=1.5 is out of range"));
        error = error("objects", "image=[" + file + "] intensity=[" + new File(folder, "nan.tif") + "] measure");
        assertTrue(error, error.contains("has another size than good"));
        for (int i = 0; i < 80 * 60; i++) {
            assertEquals(nuclei(i % 80, i / 80) ? 255 : 0, IJ.openImage(file.getPath()).getProcessor().get(i));
            if (i > 200) {
                break;
            }
        }
        ImagePlus dim = image("dim", 9, 8, 1, 1, true, (slice, x, y) -> x + y);
        dim.setProp(ResultStack.TAG, "probabilities"); // of 255, none of which is an object
        assertEquals("0", run("objects", "image=[" + save(dim) + "]").get("count"));
        File model = Volumes.model(save(Volumes.image(1, 1, 1)), Volumes.image(1, 1, 1), new File(folder, "m.pforest"),
                "features=gaussian:1");
        error = error("apply", "model=[" + model + "] image=[" + new File(folder, "cells.tif") + "] merge=0.5");
        assertTrue(error, error.contains("merge is about objects: ask for them too"));
    }

    @Test
    public void presetsOfIlastik() throws Exception {
        ImagePlus image = image("p", 60, 30, 1, 1, false,
                (slice, x, y) -> Math.hypot(x - 15, y - 15) < 8 ? 0.9f : Math.hypot(x - 40, y - 15) < 8 ? 0.6f : 0);
        String file = "image=[" + save(image) + "] ";
        assertEquals("1", run("objects", file + "preset=ilastik-threshold").get("count"));
        assertEquals("2", run("objects", file + "preset=ilastik-threshold core=0.55").get("count"));
        assertEquals("2", run("objects", file + "preset=ilastik-watershed").get("count"));
        assertEquals("0", run("objects", file + "preset=ilastik-watershed min_size=300").get("count"));
    }

    @Test
    public void evaluateJudgesOtsuTooAndDrawsWhatIsWrong() throws Exception {
        ImagePlus truth = image("truth", 80, 60, 1, 1, true, (slice, x, y) -> !nuclei(x, y) ? 0 : x < 9 ? 9
                : y > 25 ? 7 : x < 27 ? 3 : 5); // numbers with gaps
        ImagePlus found = image("found", 80, 60, 1, 1, true, (slice, x, y) -> !nuclei(x, y) ? x > 70 && y < 9 ? 2 : 0
                : y > 40 && x < 9 ? 0 : y > 25 ? 1 : 4); // the two discs are one, the block is missed, one is spurious
        ImagePlus image = image("image", 80, 60, 1, 1, true, (slice, x, y) -> nuclei(x, y) ? 40 : 200); // dark objects
        Map<String, String> judged = run("evaluate", "labels=[" + save(found) + "] truth=[" + save(truth) + "] image=["
                + save(image) + "] overlay iou=0.6");
        assertEquals("1", judged.get("matched_objects"));
        assertEquals("3 missed, 2 spurious, 1 merged",
                judged.get("missed") + " missed, " + judged.get("spurious") + " spurious, " + judged.get("merged") + " merged");
        assertEquals("1", judged.get("otsu.merged"));
        assertEquals("2 3", judged.get("otsu.matched_objects") + " " + judged.get("otsu_watershed.matched_objects"));
        Map<String, Integer> outlines = new HashMap<>();
        for (Roi roi : IJ.openImage(judged.get("overlay")).getOverlay().toArray()) {
            outlines.merge(roi.getName().split(" ")[0], 1, Integer::sum);
        }
        assertEquals("{matched=1, missed=3, spurious=2}", new java.util.TreeMap<>(outlines).toString());
        ResultsTable table = ResultsTable.open(judged.get("table"));
        assertEquals(3, table.size());
        for (String key : new String[] {"overlay", "otsu"}) {
            String line = Volumes.run("info", "image=[" + judged.get(key) + "]").get("command");
            assertTrue(line, line.startsWith("evaluate ") && line.contains("found.tif"));
        }
        assertEquals(IJ.openImage(judged.get("otsu")).getWidth(), 80);

        String error = error("evaluate", "labels=[" + new File(folder, "found.tif") + "] truth=[" + save(
                image("half", 80, 60, 1, 1, false, (slice, x, y) -> 0.5f)) + "]");
        assertTrue(error, error.contains("hold 0.5"));
        error = error("evaluate", "labels=[" + new File(folder, "found.tif") + "] truth=[" + save(
                image("small", 70, 60, 1, 1, true, (slice, x, y) -> 1)) + "]");
        assertTrue(error, error.contains("same size"));
    }

    @Test
    public void aRowIsFoundByItsOutline() {
        ImagePlus labels = image("labels", 20, 20, 1, 1, true, (slice, x, y) -> x > 4 && x < 9 && y > 3 && y < 15 ? 6 : 0);
        Roi roi = pixelforest.annotation.ObjectOutlines.outline(labels, 1, 1, 6, new Rectangle(20, 20));
        assertEquals(new Rectangle(5, 4, 4, 11), roi.getBounds());
        assertEquals(null, pixelforest.annotation.ObjectOutlines.outline(labels, 1, 1, 5, new Rectangle(20, 20)));
    }
}
