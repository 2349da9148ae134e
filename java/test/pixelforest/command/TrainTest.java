package pixelforest.command;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.macro.Interpreter;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.engine.Lines;
import pixelforest.engine.Model;

/** Where train finds strokes and classes, and what it refuses. */
public class TrainTest {
    private static final String RESULT = "pixelforest.result";

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final String groupNames = Roi.getGroupNames();
    private File model;

    @Before
    public void prepare() {
        model = new File(temporary.getRoot(), "m.pforest");
        Roi.setGroupNames(null);
    }

    @After
    public void restore() {
        Roi.setGroupNames(groupNames);
    }

    @Test
    public void labelsOfEveryDepthGiveTheSameModel() throws Exception {
        File image = save(image(1), "image");
        ByteProcessor labels = new ByteProcessor(40, 30);
        fill(labels, 1, box(2, 3));
        fill(labels, 2, box(22, 13));
        Map<String, String> expected = info(train("image=" + image, "annotations=" + save(labels, "8-bit")));
        assertEquals("36", expected.get("samples.Background"));
        same(expected, info(train("image=" + image, "annotations=" + save(labels.convertToShort(false), "16-bit"))));
        same(expected, info(train("image=" + image, "annotations=" + save(labels.convertToFloat(), "32-bit"))));
        Roi[] rois = {group(box(2, 3), 1), group(box(22, 13), 2)};
        same(expected, info(train("image=" + saveWith(image(1), "strokes", rois))));
    }

    @Test
    public void slicesOfLabelsMayBeCalledChannels() throws Exception {
        ImagePlus labels = IJ.createImage("slices", "8-bit black", 40, 30, 7);
        fill((ByteProcessor) labels.getStack().getProcessor(1), 1, box(2, 3));
        fill((ByteProcessor) labels.getStack().getProcessor(6), 2, box(22, 13));
        String image = "image=" + save(image(7), "image");
        Map<String, String> expected = info(train(image, "annotations=" + save(labels, "slices")));
        labels.setDimensions(7, 1, 1);
        same(expected, info(train(image, "annotations=" + save(labels, "channels"))));
    }

    @Test
    public void whereStrokesOverlapTheLaterWins() throws Exception {
        Roi[] rois = {group(box(2, 3), 1), group(box(5, 3), 2), group(box(20, 3), 2), group(box(20, 5), 1)};
        Map<String, String> result = train("image=" + saveWith(image(1), "overlapping", rois));
        assertEquals("54", result.get("samples.Background"));
        assertEquals("48", result.get("samples.Nucleus"));
    }

    @Test
    public void labelImagesThatAreNoneAreRefused() throws Exception {
        String image = "image=" + save(image(1), "image");
        ByteProcessor labels = new ByteProcessor(40, 30);
        fill(labels, 1, box(2, 3));
        fill(labels, 3, box(22, 13));
        refused(1, "is 3: with 2 classes labels are 0 (none) to 2", image, "annotations=" + save(labels, "labels"));
        refused(1, "the label image rgb.tif is RGB: its pixels must be numbers", image,
                "annotations=" + save(labels.convertToRGB(), "rgb"));
        refused(1, "the label image small.tif is 8 x 8", image,
                "annotations=" + save(new ByteProcessor(8, 8), "small"));
        ImagePlus result = new ImagePlus("result", labels);
        result.setProp(RESULT, "segmentation");
        refused(1, "the label image result.tif is a result of Pixel Forest", image,
                "annotations=" + save(result, "result"));
        result.setProp(RESULT, "");
        fill(labels, 2, box(22, 13));
        train(image, "annotations=" + save(result, "mine"));
    }

    @Test
    public void tooManyClassesAreRefusedBeforeAnythingIsRead() throws Exception {
        String classes = String.join(",", Collections.nCopies(300, "a"));
        refused(2, "classes has 300 names: give at most 255", "image=nowhere.tif", "classes=" + classes);
    }

    @Test
    public void strokesThatFitNoClassOrSliceAreRefused() throws Exception {
        refused(1, "has no overlay: add each stroke with Image > Overlay > Add Selection",
                "image=" + save(image(1), "bare"));
        Roi[] rois = {group(box(2, 3), 1), group(box(22, 13), 3)};
        refused(1, "ROI 2 without name (Rectangle) has group 3, but the classes are 1 Background, 2 Nucleus",
                "image=" + saveWith(image(1), "three", rois));
        refused(1, "ROI 1 without name (Rectangle) has no slice, but stack.tif has 5",
                "image=" + saveWith(image(5), "stack", rois));
        refused(1, "class \"Nucleus\" has no strokes", "image=" + saveWith(image(1), "one", rois[0]));
        refused(2, "image names 2, annotations 3: give one per image", "image=a|b", "annotations=a|b|c");
    }

    @Test
    public void aRoiManagerWithoutScreenIsRefused() throws Exception {
        String said = macro("newImage('a', '8-bit ramp', 40, 30, 1);\n" + call("annotations=roi-manager"));
        assertTrue(said, said.startsWith("error=there is no ROI Manager without a screen"));
    }

    @Test
    public void classesTravelWithTheImage() throws Exception {
        ImagePlus image = image(1);
        image.setProp("pixelforest.classes", "Soil,Root");
        image.setProp("pixelforest.class_colors", "#102030,#405060");
        File file = saveWith(image, "field", group(box(2, 3), 1), group(box(22, 13), 2));
        Map<String, String> result = train("image=" + file);
        assertEquals("Soil,Root", result.get("classes"));
        try (Model trained = Model.load(model)) {
            assertArrayEquals(new String[] {"Soil", "Root"}, trained.classNames());
            assertArrayEquals(new int[] {0x102030, 0x405060}, trained.classColors());
        }
        assertTrue(info(result).get("command"), info(result).get("command").contains(" classes=Soil,Root"));
        assertNull("a file's image is nobody's, its groups neither", Roi.getGroupName(1));
    }

    @Test
    public void theModelHasTheColoursOfTheStrokes() throws Exception {
        String said = macro("newImage('a', '8-bit ramp', 40, 30, 1);\n"
                + "makeRectangle(2, 3, 6, 6); Roi.setGroup(1); Roi.setStrokeColor('#ff8800'); Overlay.addSelection;\n"
                + "makeRectangle(22, 13, 6, 6); Roi.setGroup(2); Roi.setStrokeColor('#0088ff'); Overlay.addSelection;\n"
                + call(""));
        assertFalse(said, said.startsWith("error="));
        try (Model trained = Model.load(model)) {
            assertArrayEquals(new int[] {0xFF8800, 0x0088FF}, trained.classColors());
        }
    }

    @Test
    public void openImagesAndGroupsLearnTheClasses() throws Exception {
        String strokes = "newImage('a', '8-bit ramp', 40, 30, 1);\n"
                + "makeRectangle(2, 3, 6, 6); Roi.setGroup(1); Overlay.addSelection;\n"
                + "makeRectangle(22, 13, 6, 6); Roi.setGroup(2); Overlay.addSelection;\n";
        String told = "result += Property.get('pixelforest.classes') + ' ' + Property.get('pixelforest.class_colors')"
                + " + ' ' + is('changes');\n";
        String said = macro(strokes + call("classes=Soil,Root") + told);
        assertTrue(said, said.endsWith("Soil,Root #0072b2,#e69f00 0"));
        assertEquals("Soil", Roi.getGroupName(1));
        assertEquals("Root", Roi.getGroupName(2));
        said = macro(strokes + call(""));
        assertTrue("the groups name the classes: " + said, said.contains("classes=Soil,Root"));
        said = macro(strokes + call("classes=Soil") + told);
        assertTrue("a failed training says nothing: " + said, said.startsWith("error=") && said.endsWith("  0"));
    }

    @Test
    public void slicesWithoutDistanceAreNoted() throws Exception {
        String hint = "the 5 slices of unscaled.tif are taken for a volume, though their distance is not calibrated";
        Roi[] rois = {group(box(2, 3), 1), group(box(22, 13), 2)};
        for (int i = 0; i < 2; i++) {
            rois[i].setPosition(2 + i);
        }
        ImagePlus stack = image(5);
        String image = "image=" + saveWith(stack, "unscaled", rois);
        assertTrue(train(image).get("note"), train(image).get("note").contains(hint));
        assertFalse(train(image, "dimensions=2d").containsKey("note"));
        assertFalse(train(image, "dimensions=auto").containsKey("note"));
        assertFalse(train(image, "dimensions=3d").containsKey("note"));
        assertFalse(train(image, "features=gaussian:1@2d;hessian:1@3d").containsKey("note"));
        assertTrue(run(0, "features", image, "features=gaussian:1", "folder=" + temporary.getRoot())
                .get("note").contains(hint));
        stack.getCalibration().pixelDepth = 2;
        stack.getCalibration().setUnit("micron");
        assertFalse(train("image=" + saveWith(stack, "scaled", rois)).containsKey("note"));
    }

    /** A line of a macro that trains on the current image. */
    private String call(String options) {
        return "result = call('pixelforest.Macro.run', 'train', 'features=gaussian:1 trees=3 on_error=return model=["
                + model.getPath().replace('\\', '/') + "] " + options + "');\n";
    }

    /** Runs a macro in batch mode; returns what it leaves in the variable result. */
    private String macro(String lines) throws Exception {
        File written = new File(temporary.getRoot(), "result.txt");
        new Interpreter().run("setBatchMode(true);\n" + lines
                + "File.saveString(result, '" + written.getPath().replace('\\', '/') + "');\n", "");
        return new String(Files.readAllBytes(written.toPath()), "UTF-8").trim();
    }

    private Map<String, String> train(String... options) throws Exception {
        return shell(0, options);
    }

    private void refused(int code, String message, String... options) throws Exception {
        String said = shell(code, options).get("error");
        assertTrue(said, said.contains(message));
        assertFalse(said, said.contains("\n"));
    }

    private Map<String, String> shell(int code, String... options) throws Exception {
        List<String> arguments = new ArrayList<>();
        Collections.addAll(arguments, "train", "trees=3", "on_error=return", "model=" + model);
        arguments.addAll(Arrays.asList(options));
        if (!String.join(" ", options).contains("features=")) {
            arguments.add("features=gaussian:1");
        }
        return run(code, arguments.toArray(new String[0]));
    }

    private static Map<String, String> run(int code, String... arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = new ShellDoor(new PrintStream(out, true, "UTF-8"), new PrintStream(err, true, "UTF-8"))
                .run(arguments);
        assertEquals(out.toString("UTF-8") + err.toString("UTF-8"), code, exit);
        return Lines.parse(out.toString("UTF-8"));
    }

    /** What a training made, without what differs between runs. */
    private Map<String, String> info(Map<String, String> trained) throws Exception {
        Map<String, String> info = run(0, "info", "model=" + trained.get("model"));
        info.keySet().removeAll(Arrays.asList("seconds", "hash", "images"));
        return info;
    }

    private static void same(Map<String, String> expected, Map<String, String> actual) {
        Map<String, String> other = new TreeMap<>(actual);
        other.put("command", expected.get("command"));
        assertEquals(new TreeMap<>(expected), other);
    }

    private static ImagePlus image(int slices) {
        ImagePlus image = IJ.createImage("image", "8-bit ramp", 40, 30, slices);
        image.setDimensions(1, slices, 1);
        return image;
    }

    private File saveWith(ImagePlus image, String name, Roi... rois) {
        Overlay overlay = new Overlay();
        for (Roi roi : rois) {
            overlay.add(roi);
        }
        image.setOverlay(overlay);
        return save(image, name);
    }

    private File save(ImageProcessor pixels, String name) {
        return save(new ImagePlus(name, pixels), name);
    }

    private File save(ImagePlus image, String name) {
        File file = new File(temporary.getRoot(), name + ".tif");
        assertTrue(image.getStackSize() > 1
                ? new FileSaver(image).saveAsTiffStack(file.getPath())
                : new FileSaver(image).saveAsTiff(file.getPath()));
        return file;
    }

    private static void fill(ByteProcessor labels, int value, Roi roi) {
        labels.setValue(value);
        labels.fill(roi);
    }

    private static Roi box(int x, int y) {
        return new Roi(x, y, 6, 6);
    }

    private static Roi group(Roi roi, int group) {
        roi.setGroup(group);
        return roi;
    }
}
