package pixelforest.window;

import static pixelforest.window.Hand.check;
import static pixelforest.window.Hand.until;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.process.FloatPolygon;
import java.awt.EventQueue;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import pixelforest.Macro;
import pixelforest.engine.ClassStyle;
import pixelforest.engine.Lines;

/** Random actions in the real window: nothing fails, memory stays, and the project is the same when it is opened again. */
public final class MonkeyOnScreen {
    private static final int PATIENCE = 60_000;
    private static final long SEED = 20261127;

    private final Random random = new Random(SEED);
    private final Session session;
    private final SegmentationWindow window;

    private MonkeyOnScreen(SegmentationWindow window) {
        this.window = window;
        session = window.session();
    }

    /** Prints "finished" when all is well; arguments: a folder, seconds. */
    public static void main(String[] arguments) {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(e));
        try {
            run(new File(arguments[0]), Integer.parseInt(arguments[1]), thrown);
            System.out.println("finished");
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            thrown.forEach(other -> other.printStackTrace(System.out));
            System.exit(1);
        }
    }

    private static void run(File folder, int seconds, List<Throwable> thrown) throws Exception {
        new ImageJ(ImageJ.STANDALONE);
        Map<String, String> sample = Lines.parse(Macro.run("sample", "size=160x140x12"));
        WindowManager.getImage(sample.get("truth")).close();
        ImagePlus image = WindowManager.getImage(sample.get("image"));
        IJ.saveAsTiff(image, new File(folder, "sample.tif").getPath());
        new OpenWindow().run("");
        SegmentationWindow window = (SegmentationWindow) image.getWindow();
        until(window::isShowing, "the window is shown");
        MonkeyOnScreen monkey = new MonkeyOnScreen(window);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        int actions = 0;
        while (System.nanoTime() < end) {
            EventQueue.invokeAndWait(monkey::act);
            actions++;
            if (monkey.random.nextInt(20) == 0) {
                monkey.session.loop().awaitIdle(PATIENCE);
                String error = monkey.session.loop().state().error;
                check(error.isEmpty(), "after " + actions + " actions: " + error);
            }
            check(thrown.isEmpty(), "after " + actions + " actions: " + thrown);
        }
        monkey.session.loop().awaitIdle(PATIENCE);
        long budget = Runtime.getRuntime().maxMemory() / 4;
        check(monkey.session.loop().layers().bytes() <= budget && monkey.session.loop().live().bytes() <= budget,
                "the caches keep their budget");

        List<String> before = describe(monkey.session);
        File file = new File(folder, "project.pforest");
        EventQueue.invokeAndWait(() -> {
            try {
                monkey.session.project().save(file);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            image.changes = false;
            check(window.close(), "what is saved closes without a question");
        });
        OpenProject.open(file);
        until(() -> reopened() != null, "the project is open again");
        check(before.equals(describe(reopened().session())), "the project is the same:\n" + before + "\n"
                + describe(reopened().session()));
        check(thrown.isEmpty(), "nothing was thrown: " + thrown);
        System.out.println(actions + " actions");
    }

    private static SegmentationWindow reopened() {
        ImagePlus image = WindowManager.getImage("sample.tif");
        SegmentationWindow window = image != null && image.getWindow() instanceof SegmentationWindow
                ? (SegmentationWindow) image.getWindow() : null;
        return window == null || window.session() == null ? null : window;
    }

    /** Classes, strokes and options. */
    private static List<String> describe(Session session) {
        List<String> all = new ArrayList<>();
        session.labelling().classes.forEach(c -> all.add(c.name + " " + c.color + " " + c.visible));
        for (SessionImage image : session.images()) {
            session.labelling().strokes(image.key).forEach(stroke -> all.add(stroke.getTypeAsString() + " " + stroke.getGroup()
                    + " " + stroke.getPosition() + " " + stroke.getBounds() + " " + stroke.getStrokeWidth()));
        }
        all.add(session.settings().toString());
        return all;
    }

    private void act() {
        switch (random.nextInt(16)) {
            case 0:
                session.undo();
                break;
            case 1:
                session.redo();
                break;
            case 2:
                session.setActive(random.nextInt(3));
                break;
            case 3:
                session.setLayer(Layer.values()[random.nextInt(Layer.values().length)]);
                break;
            case 4:
                session.setOpacity(random.nextDouble());
                break;
            case 5:
                session.setLive(random.nextInt(4) > 0);
                break;
            case 6:
                window.getImagePlus().setSlice(1 + random.nextInt(12));
                break;
            case 7:
                session.set("features", random.nextBoolean() ? "[gaussian:0.7,1.6;hessian:1.6]" : "[gaussian:1,3.5@2d;laplacian:1]");
                break;
            case 8:
                classes();
                break;
            case 9:
                Roi line = line();
                line.setStrokeWidth(9f);
                session.erase(session.view(), line);
                break;
            case 10:
                zoom();
                break;
            case 11:
                window.getImagePlus().setRoi(new OvalRoi(random.nextInt(140), random.nextInt(120), 12, 9));
                window.addSelection();
                break;
            case 12:
                session.setBrushWidth(1 + random.nextInt(9));
                break;
            default:
                Roi stroke = line();
                stroke.setStrokeWidth((float) session.brushWidth());
                session.addStroke(session.view(), stroke);
                break;
        }
    }

    private void classes() {
        int count = session.labelling().classes.size();
        int index = random.nextInt(count);
        ClassStyle of = session.labelling().classes.get(index);
        if (count == 2) {
            session.change(session.labelling().withClass(new ClassStyle("Rim " + random.nextInt(1 << 30), 0x009E73, true)));
        } else if (random.nextInt(4) == 0) {
            session.change(session.labelling().withoutClass(index));
        } else {
            session.change(session.labelling().withClass(index, random.nextBoolean() ? of.colored(random.nextInt(1 << 24))
                    : of.named("Class " + random.nextInt(1 << 30))));
        }
    }

    private void zoom() {
        int x = random.nextInt(300);
        int y = random.nextInt(300);
        if (random.nextInt(3) == 0) {
            window.canvas().unzoom();
        } else if (random.nextBoolean()) {
            window.canvas().zoomIn(x, y);
        } else {
            window.canvas().zoomOut(x, y);
        }
    }

    private Roi line() {
        FloatPolygon points = new FloatPolygon();
        float x = random.nextInt(150);
        float y = random.nextInt(130);
        for (int i = 0; i <= random.nextInt(12) + 1; i++) {
            points.addPoint(x, y);
            x += random.nextInt(7) - 3;
            y += random.nextInt(7) - 3;
        }
        return new PolygonRoi(points, Roi.FREELINE);
    }
}
