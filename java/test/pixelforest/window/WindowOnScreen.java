package pixelforest.window;

import static pixelforest.window.Hand.check;
import static pixelforest.window.Hand.until;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.EventQueue;
import java.awt.event.KeyEvent;
import java.io.File;
import java.util.Map;
import pixelforest.Macro;
import pixelforest.engine.Lines;

/** The steps of a segmentation by hand in the real window; {@link WindowTest} starts it on a virtual screen. */
public final class WindowOnScreen {
    private static final int PATIENCE = 60_000;

    private WindowOnScreen() {}

    /** Prints "finished" when all is well; the argument is a folder for pictures of the screen. */
    public static void main(String[] arguments) {
        try {
            run(new File(arguments[0]));
            System.out.println("finished");
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            try {
                new Hand(new File(arguments[0])).picture("failed");
            } catch (Exception more) {
                more.printStackTrace(System.out);
            }
            System.exit(1); // else the windows keep Java running
        }
    }

    private static void run(File folder) throws Exception {
        new ImageJ(ImageJ.STANDALONE);
        Hand hand = new Hand(folder);
        Map<String, String> sample = Lines.parse(Macro.run("sample", "size=192x160x9"));
        WindowManager.getImage(sample.get("truth")).close();
        ImagePlus image = WindowManager.getImage(sample.get("image"));
        Roi[] strokes = image.getOverlay().toArray();
        image.setOverlay(null);

        // 1: the window opens on the image.
        new OpenWindow().run("");
        SegmentationWindow window = (SegmentationWindow) image.getWindow();
        Session session = window.session();
        until(() -> window.isShowing() && window.canvas().isShowing(), "the window is shown");
        EventQueue.invokeAndWait(() -> {
            window.toFront();
            window.canvas().requestFocus();
        });
        until(() -> window.canvas().isFocusOwner(), "the canvas has the focus");
        check(session.missing().contains("Background and Nucleus"), "strokes of both classes are missing");
        hand.picture("1-opened");

        // 3 and 4: classes by key, strokes by brush.
        EventQueue.invokeAndWait(() -> session.setLive(true));
        int drawn = 0;
        for (Roi stroke : strokes) {
            EventQueue.invokeAndWait(() -> image.setSlice(stroke.getPosition()));
            hand.robot.waitForIdle();
            hand.type(KeyEvent.VK_0 + stroke.getGroup());
            hand.draw(window.canvas(), stroke);
            drawn++;
            int now = drawn;
            until(() -> session.labelling().strokes(window.shown().key).size() == now, "stroke " + now + " is there");
        }
        hand.picture("4-strokes");
        hand.undo();
        until(() -> session.labelling().strokes(window.shown().key).size() == strokes.length - 1, "undone");
        hand.redo();
        until(() -> session.labelling().strokes(window.shown().key).size() == strokes.length, "redone");

        // 5: live update.
        session.loop().awaitIdle(PATIENCE);
        check(session.loop().state().error.isEmpty(), "no error: " + session.loop().state().error);
        check(session.loop().state().measures.containsKey("held_out_error"), "the held-out error is measured");
        hand.picture("5-live");
        compare(folder, image, window, session);
        for (int key : new int[] {KeyEvent.VK_G, KeyEvent.VK_U, KeyEvent.VK_P}) {
            hand.type(key);
        }
        check(session.layer() == Layer.PROBABILITY, "keys change layers");
        hand.type(KeyEvent.VK_G);
        hand.picture("5-segmentation");

        // 6: an eraser takes a part of a stroke away, and undo brings it back.
        Roi last = strokes[strokes.length - 1];
        hand.type(KeyEvent.VK_X);
        int width = (int) session.brushWidth();
        EventQueue.invokeAndWait(() -> session.setBrushWidth(5 * width));
        hand.draw(window.canvas(), last);
        until(() -> session.labelling().strokes(window.shown().key).size() == strokes.length - 1, "the stroke is erased");
        hand.type(KeyEvent.VK_X);
        EventQueue.invokeAndWait(() -> session.setBrushWidth(width));
        hand.undo();
        session.loop().awaitIdle(PATIENCE);
        compare(folder, image, window, session);

        // The project is saved, beside its image, closed and opened as it was.
        String hash = session.loop().withModel(model -> model.info().get("hash"));
        File file = new File(folder, "project.pforest");
        IJ.saveAsTiff(image, new File(folder, "sample.tif").getPath());
        EventQueue.invokeAndWait(() -> {
            try {
                session.project().save(file);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        EventQueue.invokeAndWait(() -> check(window.close(), "what is saved closes without a question"));
        OpenProject.open(file);
        until(() -> shownAgain() != null, "the project is open again");
        SegmentationWindow again = shownAgain();
        until(() -> again.session().loop().hasModel(), "it trains again");
        again.session().loop().awaitIdle(PATIENCE);
        check(hash.equals(again.session().loop().withModel(model -> model.info().get("hash"))), "the model is the same");
        hand.picture("8-reopened");
    }

    private static SegmentationWindow shownAgain() {
        ImagePlus image = WindowManager.getImage("sample.tif");
        SegmentationWindow window = image != null && image.getWindow() instanceof SegmentationWindow
                ? (SegmentationWindow) image.getWindow() : null;
        return window == null || window.session() == null ? null : window; // it is still being made
    }

    /** The model is the one that the command trains, the layers are the probabilities of the command that applies it. */
    private static void compare(File folder, ImagePlus image, SegmentationWindow window, Session session) throws Exception {
        File model = new File(folder, "m.pforest");
        Overlay overlay = image.getOverlay();
        check(overlay.size() >= session.labelling().strokes(window.shown().key).size(), "strokes are in the overlay");
        Macro.run("train", "image=" + image.getTitle() + " classes=Background,Nucleus model=[" + model + "]");
        String hash = Lines.parse(Macro.run("info", "model=[" + model + "]")).get("hash");
        check(hash.equals(session.loop().withModel(m -> m.info().get("hash"))), "the window trains what train does");
        Map<String, String> applied = Lines.parse(Macro.run("apply", "image=" + image.getTitle() + " model=[" + model + "]"));
        ImagePlus probabilities = WindowManager.getImage(applied.get("probabilities"));
        int slice = window.shown().slice();
        SliceLayers layers = session.loop().layers().get(window.shown(), 0, 0, slice);
        for (int c = 0; c < 2; c++) {
            float[] expected = (float[]) probabilities.getStack().getPixels(probabilities.getStackIndex(c + 1, slice + 1, 1));
            for (int i = 0; i < expected.length; i++) {
                int shown = layers.probabilities[c][i] & 0xFF;
                check(shown == Math.round(255 * expected[i]), "pixel " + i + " of class " + c + " is " + shown + ", not 255 * "
                        + expected[i]);
            }
        }
        probabilities.changes = false;
        EventQueue.invokeAndWait(probabilities::close);
        EventQueue.invokeAndWait(() -> {
            window.toFront();
            window.canvas().requestFocus();
        });
        until(() -> window.canvas().isFocusOwner(), "the canvas has the focus again");
    }
}
