package pixelforest.window;

import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import java.awt.EventQueue;
import java.awt.Robot;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import pixelforest.Macro;
import pixelforest.engine.Lines;

/** Makes the pictures of docs/tutorial.md from the real window; the argument is their folder. */
public final class TutorialPictures {
    private static final int PATIENCE = 120_000;
    private static final List<Class<? extends Section>> STEPS = Arrays.asList(ImageSection.class, FeatureSection.class,
            ClassSection.class, StrokeSection.class, LiveSection.class, RefineSection.class, ObjectSection.class, ApplySection.class);

    private final File folder;
    private final Robot robot = new Robot();
    private final SegmentationWindow window;

    private TutorialPictures(File folder, SegmentationWindow window) throws Exception {
        this.folder = folder;
        this.window = window;
        robot.setAutoWaitForIdle(true);
    }

    public static void main(String[] arguments) throws Exception {
        new ImageJ(ImageJ.STANDALONE);
        Map<String, String> sample = Lines.parse(Macro.run("sample", ""));
        WindowManager.getImage(sample.get("truth")).close();
        ImagePlus image = WindowManager.getImage(sample.get("image"));
        Overlay strokes = image.getOverlay();
        image.setOverlay(null);
        new OpenWindow().run("");
        new TutorialPictures(new File(arguments[0]), (SegmentationWindow) image.getWindow()).take(strokes);
        System.exit(0);
    }

    private void take(Overlay strokes) throws Exception {
        Session session = window.session();
        picture("1-features", Arrays.asList(ImageSection.class, FeatureSection.class));
        EventQueue.invokeAndWait(() -> {
            session.change(session.labelling().withStrokes(window.shown().key, Arrays.asList(strokes.toArray())));
            session.setLive(true);
        });
        picture("2-probability", Arrays.asList(ClassSection.class, StrokeSection.class, LiveSection.class));
        EventQueue.invokeAndWait(() -> session.setLayer(Layer.UNCERTAINTY));
        picture("3-uncertainty", Arrays.asList(LiveSection.class, RefineSection.class));
        EventQueue.invokeAndWait(() -> session.setLayer(Layer.PROBABILITY));
        picture("4-objects", Arrays.asList(ObjectSection.class, ApplySection.class));
    }

    private void picture(String name, List<Class<? extends Section>> open) throws Exception {
        EventQueue.invokeAndWait(() -> STEPS.forEach(step -> window.side().section(step).open(open.contains(step))));
        window.session().loop().awaitIdle(PATIENCE);
        robot.delay(2000); // the objects' outlines follow the probabilities
        robot.waitForIdle();
        ImageIO.write(robot.createScreenCapture(window.getBounds()), "png", new File(folder, name + ".png"));
    }
}
