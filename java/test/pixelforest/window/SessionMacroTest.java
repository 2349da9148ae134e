package pixelforest.window;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import java.awt.EventQueue;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.Labelling;
import pixelforest.command.Follower;
import pixelforest.engine.ClassStyle;
import pixelforest.engine.Model;
import pixelforest.image.ClassLut;

/** What the window writes as macros does the same work. */
public class SessionMacroTest {
    private static final Follower NOBODY = new Follower() {
        @Override
        public void progress(double part, String timeLeft) {}

        @Override
        public boolean isStopped() {
            return false;
        }
    };

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @After
    public void forgetImage() {
        WindowManager.setTempCurrentImage(null);
    }

    private static List<ClassStyle> classes() {
        int[] colors = ClassLut.defaultColors(2);
        return Arrays.asList(new ClassStyle("Background", colors[0], true), new ClassStyle("Nucleus", colors[1], true));
    }

    private static ImagePlus image() {
        ImagePlus image = IJ.createImage("cells", "8-bit ramp", 64, 48, 1);
        image.getProcessor().noise(20);
        return image;
    }

    private static List<Roi> strokes() {
        PolygonRoi free = new PolygonRoi(new float[] {40.2f, 50.7f, 55.5f}, new float[] {5.1f, 12.3f, 30.9f}, 3, Roi.FREELINE);
        free.setStrokeWidth(3);
        Line line = new Line(3, 4, 20, 30);
        line.setStrokeWidth(2);
        Roi ring = new ShapeRoi(new Roi(44, 30, 15, 15)).not(new ShapeRoi(new Roi(48, 34, 5, 5)));
        List<Roi> strokes = new ArrayList<>(Arrays.asList(line, new OvalRoi(2, 30, 10, 8), free, ring));
        for (int i = 0; i < strokes.size(); i++) {
            strokes.get(i).setGroup(i < 2 ? 1 : 2);
            strokes.get(i).setName(i < 2 ? "Background" : "Nucleus");
        }
        return strokes;
    }

    @Test
    public void theMacroTrainsTheSameModel() throws Exception {
        ImagePlus image = image();
        Session[] opened = new Session[1];
        EventQueue.invokeAndWait(() -> {
            opened[0] = new Session(classes());
            opened[0].set("trees", "20", "features", "gaussian:1;hessian:1.6");
            opened[0].add(image, null, strokes());
            opened[0].setLive(true);
        });
        try (Session session = opened[0]) {
            String live;
            try (Model model = Model.load(SessionModel.save(session, session.work(), NOBODY))) {
                live = model.info().get("hash");
            }
            File folder = temporary.newFolder("a folder");
            Map<String, String> run = Collections.singletonMap("results", "segmentation");
            String macro = SessionMacro.of(session.work(), session.strokeImages(), Collections.singletonList(run), folder);
            IJ.runMacro(macro);
            try (Model model = Model.load(new File(folder, "cells_model.pforest"))) {
                assertEquals(macro, live, model.info().get("hash"));
            }
            assertTrue(new File(folder, "cells_segmentation.tif").isFile());
        }
    }

    @Test
    public void recordedStrokesAreTheSameStrokes() {
        List<Roi> strokes = strokes();
        ImagePlus image = image();
        WindowManager.setTempCurrentImage(image);
        IJ.runMacro(Journal.difference(Collections.emptyList(), strokes));
        assertSame(strokes, image);
        List<Roi> fewer = new ArrayList<>(strokes.subList(1, 4));
        IJ.runMacro(Journal.difference(strokes, fewer));
        assertSame(fewer, image);
    }

    private static void assertSame(List<Roi> strokes, ImagePlus image) {
        String[] names = Labelling.of(classes()).classNames();
        Roi[] drawn = image.getOverlay().toArray();
        assertEquals(strokes.size(), drawn.length);
        for (int i = 0; i < drawn.length; i++) {
            Roi[] expected = {strokes.get(i)};
            Roi[] found = {drawn[i]};
            assertArrayEquals("stroke " + i, Annotations.fromRois(expected, names, image).runs,
                    Annotations.fromRois(found, names, image).runs);
            assertEquals(expected[0].getGroup(), found[0].getGroup());
        }
    }
}
