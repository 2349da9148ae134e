package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.macro.Interpreter;
import ij.plugin.FileInfoVirtualStack;
import ij.process.ImageProcessor;
import java.io.File;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.image.Tiff;

/** The line that a result carries remakes it bit for bit. */
public class ReplayTest {
    private static final String FEATURES = "features=[gaussian:1;hessian:1.6]";

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final boolean batchMode = Interpreter.isBatchMode();
    private File folder;
    private File file;
    private File model;

    @Before
    public void train() throws Exception {
        Interpreter.batchMode = true; // images are open without windows, so that the test needs no display
        folder = temporary.newFolder("a [folder]");
        file = new File(folder, "cells.tif");
        ImagePlus cells = Volumes.image(2, 7, 2);
        Tiff.save(cells, file);
        model = Volumes.model(file, cells, new File(folder, "m 1.pforest"), FEATURES + " channels=2");
    }

    @After
    public void closeImages() {
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            Interpreter.removeBatchModeImage(WindowManager.getImage(id));
        }
        WindowManager.setTempCurrentImage(null);
        Interpreter.batchMode = batchMode;
    }

    @Test
    public void ofAFile() throws Exception {
        String image = "image=[" + file + "]";
        remakes("apply", "model=[" + model + "] " + image + " results=probabilities", "probabilities");
        remakes("apply", "model=[" + model + "] " + image + " results=mask threshold=0.3 channels=1", "mask");
        remakes("apply", "model=[" + model + "] " + image + " results=segmentation slices=2-4 frames=2", "segmentation");
        remakes("features", image + " " + FEATURES + " channels=2 region=4,4,20,20", "features");
    }

    @Test
    public void ofAnOpenImageThatIsItsFile() throws Exception {
        ImagePlus image = opened(IJ.openImage(file.getPath()));
        image.setRoi(new Roi(-3, 5, 20, 100));
        String line = remakes("apply", "model=[" + model + "] results=uncertainty region=selection", "uncertainty");
        Map<String, String> recorded = Grammar.parse(line.substring("apply ".length()));
        assertEquals(file.getPath(), recorded.get("image"));
        assertEquals(model.getPath(), recorded.get("model"));
        assertEquals("0,5,17,31", recorded.get("region"));
        Interpreter.removeBatchModeImage(image);
        opened(FileInfoVirtualStack.openVirtual(file.getPath()));
        line = remakes("features", FEATURES + " z_ratio=2 slices=2-6", "features");
        assertTrue(line, line.contains("image=[" + file + "]"));
    }

    @Test
    public void ofAnOpenImageThatIsNotItsFile() throws Exception {
        ImagePlus edited = opened(IJ.openImage(file.getPath()));
        edited.setTitle("edited cells");
        ImageProcessor plane = edited.getStack().getProcessor(2);
        plane.add(500);
        edited.changes = true;
        assertEquals("edited cells", recordedImage("image=[edited cells] " + FEATURES));

        ImagePlus reordered = opened(IJ.openImage(file.getPath()));
        reordered.setTitle("frames");
        reordered.setDimensions(2, 2, 7);
        assertEquals("frames", recordedImage("image=frames dimensions=2d " + FEATURES));

        ImagePlus made = opened(Volumes.image(1, 3, 1));
        made.setTitle("made");
        assertEquals("made", recordedImage("image=made dimensions=2d " + FEATURES));
    }

    private String recordedImage(String options) throws Exception {
        String line = remakes("features", options, "features");
        return Grammar.parse(line.substring(line.indexOf(' ') + 1)).get("image");
    }

    @Test
    public void ofACalibrationThatChangesLater() throws Exception {
        ImagePlus image = opened(IJ.openImage(file.getPath()));
        image.getCalibration().setUnit("micron");
        image.getCalibration().pixelDepth = 2.5;
        File first = temporary.newFolder();
        String result = Volumes.run("features", FEATURES + " z_ratio=auto folder=[" + first + "]").get("features");
        image.getCalibration().pixelDepth = 4;
        sameAgain(result, "features");
    }

    @Test
    public void resultsAreRefusedAsInput() throws Exception {
        String mask = Volumes.run("apply", "model=[" + model + "] image=[" + file + "] results=mask folder=["
                + temporary.newFolder() + "]").get("mask");
        for (String command : new String[] {"apply", "features", "train"}) {
            String options = command.equals("features") ? "" : " model=[" + model + "]";
            String to = command.equals("train") ? "" : " folder=[" + folder + "]";
            IllegalStateException e = assertThrows(IllegalStateException.class,
                    () -> Volumes.run(command, "image=[" + mask + "]" + options + to));
            assertTrue(e.getMessage(), e.getMessage().contains("cells_mask.tif is a result of Pixel Forest: use the "
                    + "original image, or, if it is meant, clear its tag with Property.set(\"pixelforest.result\", \"\")"));
        }
        ImagePlus meant = opened(IJ.openImage(mask));
        meant.setProp("pixelforest.result", "");
        Volumes.run("features", "image=cells_mask.tif " + FEATURES + " folder=[" + temporary.newFolder() + "]");
    }

    private static ImagePlus opened(ImagePlus image) {
        Interpreter.addBatchModeImage(image);
        return image;
    }

    /** Runs a command; the line that its result carries, whose result was the same. */
    private String remakes(String command, String options, String key) throws Exception {
        File first = temporary.newFolder();
        return sameAgain(Volumes.run(command, options + " threads=2 folder=[" + first + "]").get(key), key);
    }

    private String sameAgain(String result, String key) throws Exception {
        ImagePlus made = IJ.openImage(result);
        String line = made.getProp("pixelforest.command");
        assertEquals(line, Volumes.run("info", "image=[" + result + "]").get("command"));
        ImagePlus again = IJ.openImage(Volumes.again(line, temporary.newFolder(), key));
        Volumes.assertSame(line, made, again);
        return line;
    }
}
