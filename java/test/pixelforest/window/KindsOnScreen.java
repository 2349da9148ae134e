package pixelforest.window;

import static pixelforest.window.Hand.check;
import static pixelforest.window.Hand.until;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.Roi;
import java.awt.EventQueue;
import java.io.File;
import pixelforest.Macro;
import pixelforest.engine.Lines;

/** Images of every kind in the real window, changed by other plugins and locked; {@link WindowTest} starts it on a virtual screen. */
public final class KindsOnScreen {
    private static final int PATIENCE = 60_000;

    private KindsOnScreen() {}

    /** Prints "finished" when all is well; the argument is a folder. */
    public static void main(String[] arguments) {
        try {
            new ImageJ(ImageJ.STANDALONE);
            kind(arguments[0], "8-bit ramp", 1, 1, 1);
            kind(arguments[0], "16-bit ramp", 1, 7, 1);
            kind(arguments[0], "32-bit ramp", 1, 1, 5);
            kind(arguments[0], "RGB ramp", 1, 1, 1);
            kind(arguments[0], "16-bit composite-mode ramp", 2, 1, 1);
            kind(arguments[0], "8-bit composite-mode ramp", 2, 5, 3);
            System.out.println("finished");
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            System.exit(1);
        }
    }

    private static void kind(String folder, String type, int channels, int slices, int frames) throws Exception {
        ImagePlus image = channels * slices * frames == 1 ? IJ.createImage("kind", type, 90, 80, 1)
                : IJ.createHyperStack("kind", 90, 80, channels, slices, frames, bits(type));
        for (int i = 1; i <= image.getStackSize(); i++) {
            image.setSlice(i);
            IJ.run(image, "Add Specified Noise...", "slice standard=20");
            image.getProcessor().setRoi(20, 20, 30, 25);
            image.getProcessor().add(70);
            image.getProcessor().resetRoi();
        }
        image.setPosition(1, 1, 1);
        image.changes = false;
        image.show();
        EventQueue.invokeAndWait(() -> OpenWindow.open(image));
        SegmentationWindow window = (SegmentationWindow) image.getWindow();
        Session session = window.session();
        until(() -> session.view() != null, type + ": the view is known");
        EventQueue.invokeAndWait(() -> {
            session.setLive(true);
            session.setActive(0);
            session.addStroke(session.view(), stroke(2, 3, 70, 9));
            session.setActive(1);
            session.addStroke(session.view(), stroke(24, 30, 45, 38));
        });
        same(folder, type, image, session);

        // Another plugin has changed the pixels.
        String before = hash(session);
        EventQueue.invokeAndWait(() -> {
            image.getProcessor().smooth();
            image.updateAndDraw();
        });
        until(() -> !before.equals(hashOrNull(session)), type + ": changed pixels train another model");
        same(folder, type, image, session);

        // Another plugin holds the image: nothing is lost, and the work goes on afterwards.
        image.lockSilently();
        EventQueue.invokeAndWait(() -> session.addStroke(session.view(), stroke(60, 60, 80, 70)));
        until(() -> session.loop().state().activity.contains("in use"), type + ": the window says that the image is in use");
        image.unlock();
        same(folder, type, image, session);
        check(session.labelling().strokes(window.shown().key).size() == 3, type + ": three strokes");
        EventQueue.invokeAndWait(() -> {
            session.project().opened(null);
            image.changes = false;
            check(window.close(), type + ": closes");
        });
    }

    private static int bits(String type) {
        return Integer.parseInt(type.substring(0, type.indexOf('-')));
    }

    private static Roi stroke(int x0, int y0, int x1, int y1) {
        Roi line = new Line(x0, y0, x1, y1);
        line.setStrokeWidth(2f);
        return line;
    }

    /** The window's model is the one that the command trains from the image's overlay. */
    private static void same(String folder, String type, ImagePlus image, Session session) throws Exception {
        session.loop().awaitIdle(PATIENCE);
        check(session.loop().state().error.isEmpty(), type + ": " + session.loop().state().error);
        File model = new File(folder, "kind.pforest");
        Macro.run("train", "image=kind classes=Background,Nucleus model=[" + model + "]");
        String expected = Lines.parse(Macro.run("info", "model=[" + model + "]")).get("hash");
        until(() -> expected.equals(hashOrNull(session)), type + ": the window trains what train does");
        session.loop().awaitIdle(PATIENCE);
    }

    private static String hash(Session session) throws Exception {
        return session.loop().withModel(model -> model.info().get("hash"));
    }

    private static String hashOrNull(Session session) {
        try {
            return hash(session);
        } catch (Exception e) {
            return null;
        }
    }
}
