package pixelforest.project;

import ij.gui.Line;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import pixelforest.engine.ClassStyle;

/**
 * Work on a project that follows from its seed: strokes on two images, now and then taken back, and classes that are
 * added. As a program it works until it is killed; each step is told in a line "step nanoseconds", once it was handed to
 * the autosave. Arguments: folder of the recovery files, file of the project, seed.
 */
final class ScriptedWork {
    private static final int[] SHAPE = {1, 1, 1, 200, 200};

    private final Random random;
    private final List<List<Roi>> strokes = new ArrayList<>();
    private final List<ClassStyle> classes = new ArrayList<>();
    private int step;

    ScriptedWork(long seed) {
        random = new Random(seed);
        strokes.add(new ArrayList<>());
        strokes.add(new ArrayList<>());
        classes.add(new ClassStyle("Background", 0, true));
        classes.add(new ClassStyle("Nucleus", 0xFFFFFF, true));
    }

    /** Does the next thing. */
    void work() {
        step++;
        List<Roi> ofImage = strokes.get(random.nextInt(2));
        int what = random.nextInt(20);
        if (what == 0 && classes.size() < 9) {
            classes.add(new ClassStyle("Class " + step, step, true));
        } else if (what < 4 && !ofImage.isEmpty()) {
            ofImage.remove(ofImage.size() - 1);
        } else {
            int n = 2 + random.nextInt(60);
            float[] x = new float[n];
            float[] y = new float[n];
            for (int i = 0; i < n; i++) {
                x[i] = random.nextInt(200);
                y[i] = random.nextInt(200);
            }
            Roi roi = n == 2 ? new Line(x[0], y[0], x[1], y[1]) : new PolygonRoi(x, y, n, Roi.FREELINE);
            roi.setName("stroke " + step);
            roi.setGroup(1 + random.nextInt(2));
            ofImage.add(roi);
        }
    }

    ProjectState state() {
        List<ProjectImage> images = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            File file = i == 0 ? new File("/no/such/image.tif") : null;
            images.add(new ProjectImage(file, "image " + i, SHAPE, 0, strokes.get(i)));
        }
        return new ProjectState(images, classes, new HashMap<>(),
                Collections.singletonMap("step", Integer.toString(step)));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        File project = new File(args[1]);
        ScriptedWork work = new ScriptedWork(Long.parseLong(args[2]));
        Autosave autosave = Autosave.in(new File(args[0]));
        while (true) {
            work.work();
            ProjectState state = work.state();
            autosave.changed(state, project);
            System.out.println(work.step + " " + System.nanoTime());
            if (work.step % 25 == 0) {
                ProjectStore.save(state, null, project);
            }
            Thread.sleep(work.step % 40 == 0 ? 500 : 15);
        }
    }
}
