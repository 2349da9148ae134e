package pixelforest.command;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.process.ByteProcessor;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.engine.Lines;
import pixelforest.image.Tiff;

/** From the sample image to a judged mask, through the real library and every door. */
public class ChainTest {
    private static final String TRAIN = "features=[gaussian:1,2;hessian:1.6] trees=20 threads=2";

    @ClassRule
    public static final TemporaryFolder SHARED = new TemporaryFolder();

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private static File sample;

    private File folder;

    @BeforeClass
    public static void makeSample() throws Exception {
        sample = SHARED.newFolder("a sample");
        Map<String, String> result = shell("sample", "size=96x80x12", "folder=" + sample);
        assertEquals(new File(sample, "sample.tif").getPath(), result.get("image"));
    }

    @Before
    public void makeFolder() throws Exception {
        folder = temporary.newFolder("out put");
    }

    @Test
    public void fromStrokesToAJudgedMask() throws Exception {
        File model = new File(folder, "m.pforest");
        Map<String, String> trained = shell("train", "image=" + sample + "/sample.tif", "model=" + model, "trees=30");
        assertEquals(model.getPath(), trained.get("model"));
        assertTrue(trained.toString(), trained.containsKey("held_out_error"));

        Map<String, String> applied = shell("apply", "model=" + model, "image=" + sample + "/sample.tif",
                "results=probabilities,segmentation,mask,uncertainty", "folder=" + folder);
        ImagePlus probabilities = IJ.openImage(applied.get("probabilities"));
        assertArrayEquals(new int[] {96, 80, 2, 12, 1}, probabilities.getDimensions());
        assertEquals(32, probabilities.getBitDepth());
        ImagePlus source = IJ.openImage(sample + "/sample.tif");
        assertEquals(source.getCalibration().pixelDepth, probabilities.getCalibration().pixelDepth, 0);
        for (String kind : Arrays.asList("segmentation", "mask", "uncertainty")) {
            assertEquals(new File(folder, "sample_" + kind + ".tif").getPath(), applied.get(kind));
        }

        Map<String, String> judged =
                shell("evaluate", "labels=" + applied.get("mask"), "truth=" + sample + "/sample_truth.tif");
        assertTrue(judged.toString(), Double.parseDouble(judged.get("dice")) > 0.8);

        Map<String, String> made = shell("info", "image=" + applied.get("mask"));
        assertTrue(made.get("command"), made.get("command").startsWith("apply model=[" + model + "]"));
        assertEquals(shell("info", "model=" + model).get("hash"), made.get("model"));
    }

    @Test
    public void everyDoorTrainsTheSameModel() throws Exception {
        String image = "image=[" + sample + "/sample.tif]";
        File shell = train("shell", model ->
                shell("train", "image=" + sample + "/sample.tif", "features=gaussian:1,2;hessian:1.6", "trees=20",
                        "threads=2", "model=" + model));
        File call = train("call", model ->
                pixelforest.Macro.run("train", image + " " + TRAIN + " model=[" + model + "]"));
        File run = train("run", model -> {
            Thread thread = new Thread(() -> {
                String strokes = "annotations=[" + sample + "/sample_strokes.zip]";
                Macro.setOptions(String.join(" ", image, strokes, TRAIN, "model=[" + model + "]"));
                new MenuEntry().run("train");
            }, "Run$_train");
            thread.start();
            thread.join();
            assertTrue(pixelforest.Macro.result().contains("held_out_error"));
        });
        assertEquals("gaussian:1,2;hessian:1.6", info(shell).get("features").replaceAll("@[23]d", ""));
        for (File other : Arrays.asList(call, run)) {
            assertEquals(info(shell), info(other));
            assertArrayEquals(probabilities(shell), probabilities(other));
        }
    }

    @Test
    public void severalImagesAndChannels() throws Exception {
        File model = new File(folder, "two.pforest");
        Map<String, String> result = shell("train", "image=" + sample + "/sample.tif|" + sample + "/sample.tif",
                "features=gaussian:1", "channels=1", "model=" + model);
        assertEquals("2", result.get("images"));
        assertEquals("1", shell("info", "model=" + model).get("channels"));
    }

    @Test
    public void theChannelsOfTheTrainingAreThoseOfTheModel() throws Exception {
        ImagePlus image = IJ.openImage(sample + "/sample.tif");
        ImagePlus two = new ImagePlus("two", image.getStack());
        two.setDimensions(2, image.getNSlices() / 2, 1);
        File file = new File(folder, "two.tif");
        Tiff.save(two, file);
        File labels = new File(folder, "labels.tif");
        ImagePlus drawn = IJ.createImage("labels", "8-bit black", 96, 80, image.getNSlices() / 2);
        for (int x = 0; x < 40; x++) {
            drawn.getStack().getProcessor(2).set(x, 4, 1);
            drawn.getStack().getProcessor(2).set(x, 40, 2);
        }
        Tiff.save(drawn, labels);
        File model = new File(folder, "first.pforest");
        shell("train", "image=" + file, "annotations=" + labels, "channels=1", "features=gaussian:1", "model=" + model);
        Map<String, String> applied = shell("apply", "model=" + model, "image=" + file, "folder=" + folder);
        assertEquals(2, IJ.openImage(applied.get("probabilities")).getNChannels());
    }

    @Test
    public void namesOfResultsKeepNumbers() {
        assertEquals("dose 0.10", baseName("dose 0.10"));
        assertEquals("a.b", baseName("a.b.tif"));
        assertEquals("x_y", baseName("x/y.lsm"));
    }

    @Test
    public void filesAreNamedFromTheModelsFolder() throws Exception {
        ImagePlus image = IJ.openImage(sample + "/sample.tif");
        assertEquals("../../" + sample.getParentFile().getName() + "/" + sample.getName() + "/sample.tif",
                Images.pathFrom(new File(folder, "m.pforest"), image));
        assertEquals("untitled", Images.pathFrom(new File("m.pforest"), new ImagePlus("untitled", image.getStack())));
    }

    private static String baseName(String title) {
        return Images.baseName(new ImagePlus(title, new ByteProcessor(1, 1)));
    }

    @Test
    public void featuresAreNamedChannels() throws Exception {
        Map<String, String> result = shell(
                "features", "image=" + sample + "/sample.tif", "features=gaussian:1,2;hessian:1", "folder=" + folder);
        ImagePlus stack = IJ.openImage(result.get("features"));
        assertEquals(result.get("count"), Integer.toString(stack.getNChannels()));
        assertEquals(5, stack.getNChannels());
    }

    private interface Training {
        void to(File model) throws Exception;
    }

    private File train(String name, Training training) throws Exception {
        File model = new File(folder, name + ".pforest");
        training.to(model);
        return model;
    }

    /** The voxels of all classes, which differ when the forests do. */
    private Object[] probabilities(File model) throws Exception {
        Map<String, String> applied =
                shell("apply", "model=" + model, "image=" + sample + "/sample.tif", "folder=" + folder);
        ImagePlus image = IJ.openImage(applied.get("probabilities"));
        return Arrays.copyOf(image.getStack().getImageArray(), image.getStackSize());
    }

    /** All that a model says of itself but the line that made it and the hash, which holds that line. */
    private static Map<String, String> info(File model) throws Exception {
        Map<String, String> info = new TreeMap<>(shell("info", "model=" + model));
        info.keySet().removeAll(Arrays.asList("command", "seconds", "hash"));
        return info;
    }

    private static Map<String, String> shell(String... arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream results = new PrintStream(out, true, "UTF-8");
        PrintStream errors = new PrintStream(err, true, "UTF-8");
        int code = new ShellDoor(results, errors).run(arguments);
        assertEquals(err.toString("UTF-8"), 0, code);
        return Lines.parse(out.toString("UTF-8"));
    }
}
