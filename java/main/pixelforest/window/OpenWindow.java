package pixelforest.window;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import java.awt.EventQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import pixelforest.annotation.ClassColors;
import pixelforest.annotation.ClassNames;
import pixelforest.annotation.Labelling;
import pixelforest.engine.ClassStyle;
import pixelforest.image.ClassLut;
import pixelforest.image.ResultStack;

/** The menu's entry: opens the window on the current image, with the strokes that its overlay has. */
public final class OpenWindow implements PlugIn {
    @Override
    public void run(String argument) {
        Recorder.disableCommandRecording(); // what is done in the window is recorded, line by line
        ImagePlus image = WindowManager.getCurrentImage();
        if (image == null) {
            IJ.noImage();
            return;
        }
        try {
            onEventThread(() -> open(image));
        } catch (IllegalArgumentException e) {
            IJ.error("Pixel Forest", e.getMessage());
        }
    }

    /** Runs something on the event thread and waits for it. */
    static void onEventThread(Runnable work) {
        if (EventQueue.isDispatchThread()) {
            work.run();
            return;
        }
        try {
            EventQueue.invokeAndWait(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException) {
                throw (RuntimeException) e.getCause();
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Opens the window on an image; one that has it already comes to the front. On the event thread.
     *
     * @throws IllegalArgumentException where the image is a result, or its strokes are of no class
     */
    static SegmentationWindow open(ImagePlus image) {
        if (image.getWindow() instanceof SegmentationWindow) {
            image.getWindow().toFront();
            return (SegmentationWindow) image.getWindow();
        }
        if (ResultStack.isResult(image)) {
            throw new IllegalArgumentException(image.getTitle() + " is a result of Pixel Forest: open the window on the"
                    + " original image");
        }
        Overlay overlay = image.getOverlay();
        List<Roi> drawn = overlay == null ? new ArrayList<>() : new ArrayList<>(Arrays.asList(overlay.toArray()));
        List<String> names = ClassNames.find(Collections.singletonList(image), drawn);
        int[] found = ClassColors.find(names, Collections.singletonList(image), drawn);
        int[] colors = found == null ? ClassLut.defaultColors(names.size()) : found;
        List<ClassStyle> classes = new ArrayList<>();
        for (int i = 0; i < colors.length; i++) {
            classes.add(new ClassStyle(names.get(i), colors[i], true));
        }
        Session session = new Session(classes);
        try {
            SessionImage shown = session.add(image, null,
                    Labelling.strokesOf(drawn.toArray(new Roi[0]), session.labelling(), image));
            return new SegmentationWindow(session, shown);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }
}
