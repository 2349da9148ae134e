package pixelforest.command;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import ij.process.ByteProcessor;
import ij.text.TextPanel;
import ij.text.TextWindow;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;

/** Objects in a real ImageJ: table, outlines and selection; {@link DialogTest} starts it on a virtual screen. */
public final class ObjectsOnScreen {
    private ObjectsOnScreen() {}

    /** Prints "finished" when all is well; the argument is a folder for a picture of the screen. */
    public static void main(String[] arguments) {
        try {
            run(new File(arguments[0]));
            System.out.println("finished");
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1); // else the windows keep Java running
        }
    }

    private static void run(File folder) throws Exception {
        new ImageJ(ImageJ.STANDALONE);
        Map<String, String> result = Volumes.run("sample", "size=128x128x9");
        ImagePlus sample = WindowManager.getImage(result.get("image"));
        WindowManager.getImage(result.get("truth")).close();
        String model = new File(folder, "m.pforest").getPath();
        Volumes.run("train", "image=" + sample.getTitle() + " trees=20 model=[" + model + "]");
        result = Volumes.run("apply", "image=" + sample.getTitle() + " model=[" + model
                + "] results=objects measure rois exclude_edges=false");
        ImagePlus labels = WindowManager.getImage(result.get("objects"));
        String tableTitle = result.get("measurements");
        TextPanel rows = ((TextWindow) WindowManager.getFrame(tableTitle)).getTextPanel();
        ResultsTable table = rows.getResultsTable();
        check(Integer.parseInt(result.get("count")) == table.size() && table.size() > 5, "the table has the objects");
        check(RoiManager.getInstance().getCount() == Integer.parseInt(result.get("rois")), "the ROI Manager has them");

        // A click on an object selects its row and outlines it.
        int row = table.size() / 2;
        labels.setSlice((int) table.getValue("Slice", row));
        int[] inside = pixelOf(labels, row + 1);
        ImageCanvas canvas = labels.getCanvas();
        EventQueue.invokeAndWait(() -> labels.getWindow().toFront());
        Robot robot = new Robot();
        until(() -> canvas.isShowing(), "the labels are shown");
        robot.waitForIdle();
        robot.mouseMove(canvas.getLocationOnScreen().x + canvas.screenX(inside[0]),
                canvas.getLocationOnScreen().y + canvas.screenY(inside[1]));
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        until(() -> rows.getSelectionStart() == row, "the row is selected");
        until(() -> selects(labels, row + 1), "the object is outlined");

        // A click on a row shows its object on its slice.
        EventQueue.invokeAndWait(() -> {
            labels.deleteRoi();
            rows.resetSelection();
            WindowManager.getFrame(tableTitle).toFront();
        });
        robot.waitForIdle();
        robot.mouseMove(rows.getLocationOnScreen().x + 30, rows.getLocationOnScreen().y + 60);
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        until(() -> rows.getSelectionStart() >= 0, "a row is selected");
        int chosen = rows.getSelectionStart();
        until(() -> selects(labels, chosen + 1), "the row's object is outlined");
        check(labels.getCurrentSlice() == (int) table.getValue("Slice", chosen), "on its slice");
        EventQueue.invokeAndWait(() -> {
            IJ.selectWindow(sample.getID());
            RoiManager.getInstance().runCommand(sample, "Show All with labels");
            WindowManager.getFrame(tableTitle).setBounds(0, 480, 1000, 280);
            RoiManager.getInstance().setLocation(1050, 100);
            zoomed(labels, 500);
            zoomed(sample, 0);
        });
        robot.waitForIdle();
        BufferedImage screen = robot.createScreenCapture(new Rectangle(java.awt.Toolkit.getDefaultToolkit().getScreenSize()));
        ImageIO.write(screen, "png", new File(folder, "screen.png"));
    }

    /** For the picture. */
    private static void zoomed(ImagePlus image, int x) {
        image.getWindow().setLocation(x, 100);
        image.getCanvas().zoomIn(0, 0);
        image.getCanvas().zoomIn(0, 0);
    }

    private static int[] pixelOf(ImagePlus labels, int number) {
        for (int i = 0; i < labels.getWidth() * labels.getHeight(); i++) {
            if (labels.getProcessor().get(i) == number) {
                return new int[] {i % labels.getWidth(), i / labels.getWidth()};
            }
        }
        throw new AssertionError("object " + number + " is not on slice " + labels.getCurrentSlice());
    }

    /** Whether the selection is that object on the slice that is shown. */
    private static boolean selects(ImagePlus labels, int number) {
        Roi roi = labels.getRoi();
        if (roi == null) {
            return false;
        }
        ByteProcessor painted = new ByteProcessor(labels.getWidth(), labels.getHeight());
        painted.setValue(255);
        painted.fill(roi);
        for (int i = 0; i < painted.getPixelCount(); i++) {
            if (painted.get(i) > 0 != (labels.getProcessor().get(i) == number)) {
                return false;
            }
        }
        return true;
    }

    private static void until(BooleanSupplier condition, String what) throws Exception {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        check(condition.getAsBoolean(), what);
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("FAILED: " + what + "\nLog: " + IJ.getLog());
        }
    }
}
