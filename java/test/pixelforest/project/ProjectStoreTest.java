package pixelforest.project;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Arrow;
import ij.gui.EllipseRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.RotatedRectRoi;
import ij.gui.ShapeRoi;
import ij.process.ByteProcessor;
import java.awt.Color;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.annotation.Annotations;
import pixelforest.engine.ClassStyle;
import pixelforest.engine.FingerprintJob;
import pixelforest.engine.ProjectFile;
import pixelforest.image.ImageSource;

public class ProjectStoreTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private File root;
    private File project;

    @Before
    public void folders() throws IOException {
        root = temporary.getRoot().getCanonicalFile();
        project = new File(root, "lab/p.pforest");
        assertTrue(project.getParentFile().mkdirs());
    }

    @After
    public void closeImages() {
        WindowManager.setTempCurrentImage(null);
    }

    /** A picture on the disk, told from others by its seed. */
    private static File picture(File file, int seed, int size) {
        file.getParentFile().mkdirs();
        ByteProcessor pixels = new ByteProcessor(size, size);
        for (int i = 0; i < size * size; i++) {
            pixels.set(i, i * (seed + 3) % 251);
        }
        IJ.saveAsTiff(new ImagePlus(file.getName(), pixels), file.getPath());
        return file;
    }

    private static ProjectImage image(File file, Roi... strokes) throws IOException {
        ImagePlus image = IJ.openImage(file.getPath());
        ImageSource source = ImageSource.of(image, null);
        try (FingerprintJob job = FingerprintJob.create(source)) {
            ProjectImage of = ProjectImage.of(image, source).withFingerprint(job.compute());
            assertEquals(file, of.file);
            return of.withStrokes(Arrays.asList(strokes));
        }
    }

    static ProjectState state(ProjectImage... images) {
        Map<String, String> settings = new HashMap<>();
        settings.put("trees", "50");
        List<ClassStyle> classes =
                Arrays.asList(new ClassStyle("Background", 0x0072B2, true), new ClassStyle("Nucleus", 0xE69F00, true));
        return new ProjectState(Arrays.asList(images), classes, settings, Collections.singletonMap("layer", "strokes"));
    }

    private static Roi stroke(int x, int group) {
        Roi line = new Line(x, 2, x + 5, 9);
        line.setGroup(group);
        return line;
    }

    /** One of each kind of ROI that can be a stroke. */
    private static List<Roi> everyKind() {
        float[] x = {3.5f, 9.25f, 7};
        float[] y = {2, 4.5f, 11.75f};
        List<Roi> rois = new ArrayList<>(Arrays.asList(
                new Roi(2, 3, 10, 8), new Roi(2.5, 3.25, 10.5, 8), new Roi(1, 1, 12, 12, 5), new OvalRoi(4, 5, 9, 7),
                new EllipseRoi(2, 2, 12, 14, 0.4), new RotatedRectRoi(2, 3, 12, 10, 4), new Line(1, 2, 14, 9),
                new Line(1.5, 2.25, 14.75, 9), new Arrow(1, 2, 14, 9), new PointRoi(5, 6), new PointRoi(x, y, 3),
                new PolygonRoi(x, y, 3, Roi.POLYGON), new PolygonRoi(x, y, 3, Roi.POLYLINE),
                new PolygonRoi(x, y, 3, Roi.FREELINE), new PolygonRoi(x, y, 3, Roi.FREEROI),
                new PolygonRoi(x, y, 3, Roi.TRACED_ROI), new PolygonRoi(x, y, 3, Roi.ANGLE)));
        rois.add(new ShapeRoi(new OvalRoi(3, 3, 10, 10)).xor(new ShapeRoi(new OvalRoi(5, 5, 4, 4))));
        PolygonRoi spline = new PolygonRoi(x, y, 3, Roi.POLYLINE);
        spline.fitSpline();
        rois.add(spline);
        for (int i = 0; i < rois.size(); i++) {
            Roi roi = rois.get(i);
            roi.setName("stroke ä " + i);
            roi.setGroup(i % 2 + 1);
            roi.setStrokeColor(new Color(20 * i % 256, 99, 200));
            if (i % 3 == 0 && !(roi instanceof PointRoi)) { // points have no width
                roi.setStrokeWidth(i + 0.5f);
            }
            if (i % 3 == 1) {
                roi.setPosition(i % 4 + 1);
            } else if (i % 3 == 2) {
                roi.setPosition(1, i % 4 + 1, i % 2 + 1);
            }
        }
        return rois;
    }

    @Test
    public void everyKindOfRoiSurvives() throws IOException {
        File file = picture(new File(root, "lab/a.tif"), 1, 20);
        List<Roi> strokes = everyKind();
        ProjectStore.save(state(image(file, strokes.toArray(new Roi[0]))), null, project);
        OpenedProject opened = ProjectStore.open(project);
        List<Roi> found = opened.state.images.get(0).strokes;
        assertEquals(strokes.size(), found.size());
        for (int i = 0; i < found.size(); i++) {
            Roi before = strokes.get(i);
            Roi after = found.get(i);
            String what = before.toString();
            if (before instanceof RotatedRectRoi) {
                // From 1.54 on ImageJ reads its own file so; before, as it was.
                assertTrue(what, after instanceof PolygonRoi);
            } else {
                assertEquals(what, before.getClass(), after.getClass());
                assertEquals(what, before.getType(), after.getType());
            }
            assertEquals(what, before.getName(), after.getName());
            assertEquals(what, before.getGroup(), after.getGroup());
            assertEquals(what, before.getStrokeColor(), after.getStrokeColor());
            assertEquals(what, before.getStrokeWidth(), after.getStrokeWidth(), 0);
            assertEquals(what, before.getPosition(), after.getPosition());
            assertEquals(what, before.getZPosition(), after.getZPosition());
            assertEquals(what, before.getTPosition(), after.getTPosition());
            // ImageJ adds and subtracts the bounds of coordinates, which rounds them.
            assertArrayEquals(what, before.getFloatPolygon().xpoints, after.getFloatPolygon().xpoints, 1e-5f);
            assertArrayEquals(what, before.getFloatPolygon().ypoints, after.getFloatPolygon().ypoints, 1e-5f);
        }
        ImagePlus image = new ImagePlus("a", new ByteProcessor(20, 20));
        String[] names = {"Background", "Nucleus"};
        assertArrayEquals(Annotations.fromRois(strokes.toArray(new Roi[0]), names, image).runs,
                Annotations.fromRois(found.toArray(new Roi[0]), names, image).runs);
    }

    @Test
    public void theStateSurvives() throws IOException {
        File a = picture(new File(root, "lab/images/a.tif"), 1, 20);
        File b = picture(new File(root, "elsewhere/b.tif"), 2, 24);
        ProjectState state = state(image(a, stroke(1, 1), stroke(3, 2)), image(b, stroke(2, 2)));
        ProjectStore.save(state, null, project);
        assertEquals("images/a.tif", ProjectFile.read(project).images.get(0).path);
        assertEquals("../elsewhere/b.tif", ProjectFile.read(project).images.get(1).path);
        OpenedProject opened = ProjectStore.open(project);
        assertEquals(project, opened.file);
        assertNull(opened.model);
        assertEquals(state.settings, opened.state.settings);
        assertEquals(state.view, opened.state.view);
        assertEquals(3, opened.state.strokeCount());
        assertEquals("Nucleus", opened.state.classes.get(1).name);
        assertEquals(Arrays.asList(a, b), Arrays.asList(opened.state.images.get(0).file, opened.state.images.get(1).file));
        assertFalse(opened.found.get(0).moved);
        assertEquals(24, opened.found.get(1).image.getWidth());
        // Save as, to another folder: paths start from there.
        File other = new File(root, "other/q.pforest");
        assertTrue(other.getParentFile().mkdirs());
        ProjectStore.save(opened.state, null, other);
        assertEquals("../lab/images/a.tif", ProjectFile.read(other).images.get(0).path);
    }

    @Test
    public void aMovedImageIsFound() throws IOException {
        File a = picture(new File(root, "lab/images/a.tif"), 1, 20);
        File b = picture(new File(root, "elsewhere/b.tif"), 2, 20);
        ProjectStore.save(state(image(a, stroke(1, 1)), image(b, stroke(2, 2))), null, project);
        // Both together: the relative path holds.
        File moved = new File(root, "moved");
        Files.move(project.getParentFile().toPath(), moved.toPath());
        OpenedProject opened = ProjectStore.open(new File(moved, "p.pforest"));
        assertEquals(new File(moved, "images/a.tif"), opened.found.get(0).file);
        assertFalse(opened.found.get(0).moved);
        // The project alone, to another depth: the absolute path holds for b, the name for a, which is below the project's folder.
        File deep = new File(root, "x/y/z");
        assertTrue(deep.mkdirs());
        Files.move(new File(moved, "p.pforest").toPath(), new File(deep, "p.pforest").toPath());
        assertTrue(new File(deep, "one/two").mkdirs());
        Files.move(new File(moved, "images/a.tif").toPath(), new File(deep, "one/two/a.tif").toPath());
        opened = ProjectStore.open(new File(deep, "p.pforest"));
        assertEquals(new File(deep, "one/two/a.tif"), opened.found.get(0).file);
        assertTrue(opened.found.get(0).moved);
        assertEquals(b, opened.found.get(1).file);
        // Beside another image that was found.
        Files.move(new File(deep, "one/two/a.tif").toPath(), new File(root, "elsewhere/a.tif").toPath());
        opened = ProjectStore.open(new File(deep, "p.pforest"));
        assertEquals(new File(root, "elsewhere/a.tif"), opened.found.get(0).file);
        assertEquals(opened.found.get(0).file, opened.state.images.get(0).file);
    }

    @Test
    public void aWrongImageIsRefusedAndAMissingOneReported() throws IOException {
        File a = picture(new File(root, "lab/a.tif"), 1, 20);
        File b = picture(new File(root, "lab/b.tif"), 2, 20);
        ProjectState state = state(image(a, stroke(1, 1)), image(b, stroke(2, 2)));
        ProjectStore.save(state, null, project);
        picture(a, 7, 20);
        picture(b, 2, 21);
        OpenedProject opened = ProjectStore.open(project);
        String pixels = opened.found.get(0).problem;
        assertTrue(pixels, pixels.endsWith("a.tif is not the project's image: it has the same size, but other pixels"));
        String size = opened.found.get(1).problem;
        assertTrue(size, size.contains("it has 21 x 21 pixels") && size.contains("not 20 x 20 pixels"));
        assertNull(opened.found.get(0).image);
        assertEquals("its strokes stay", 1, opened.state.images.get(0).strokes.size());
        // The right one lies elsewhere in the folder.
        File right = picture(new File(root, "lab/old/a.tif"), 1, 20);
        assertEquals(right, ProjectStore.open(project).found.get(0).file);
        // Renamed: the user says where it is.
        File renamed = new File(root, "lab/renamed.tif");
        Files.move(right.toPath(), renamed.toPath());
        Files.delete(a.toPath());
        opened = ProjectStore.open(project);
        String missing = opened.found.get(0).problem;
        assertTrue(missing, missing.contains(a + " was not found") && missing.endsWith("say where it is"));
        ProjectImage wanted = opened.state.images.get(0);
        assertEquals(a, wanted.file);
        assertNotNull(ProjectStore.locate(wanted, renamed, opened.state).image);
        assertNotNull(ProjectStore.locate(wanted, b, opened.state).problem);
        assertNotNull(ProjectStore.locate(wanted, project, opened.state).problem);
        // It is saved again as it was, although it is missing.
        ProjectStore.save(opened.state, null, project);
        assertEquals("a.tif", ProjectFile.read(project).images.get(0).path);
        assertEquals(wanted.fingerprint, ProjectFile.read(project).images.get(0).fingerprint);
    }

    @Test
    public void anImageThatIsNoFileMustBeOpen() throws IOException {
        ImagePlus image = new ImagePlus("Untitled: 1/2", new ByteProcessor(30, 20));
        ProjectImage of = ProjectImage.of(image, ImageSource.of(image, null));
        assertNull(of.file);
        ProjectStore.save(state(of.withStrokes(Collections.singletonList(stroke(1, 1)))), null, project);
        OpenedProject opened = ProjectStore.open(project);
        assertNotNull(opened.found.get(0).problem);
        assertEquals(1, opened.state.strokeCount());
        assertEquals("Untitled: 1/2", opened.state.images.get(0).title);
        WindowManager.setTempCurrentImage(image);
        opened = ProjectStore.open(project);
        assertEquals(null, opened.found.get(0).problem);
        assertEquals(image, opened.found.get(0).image);
        assertNull(opened.state.images.get(0).file);
    }

    @Test
    public void strokesOfALabelImageBecomeAreasOfTheSamePixels() throws IOException {
        picture(new File(root, "lab/a.tif"), 1, 20);
        int[] runs = {0, 0, 3, 4, 9, 0, 0, 4, 4, 5, 0, 0, 4, 8, 10, 0, 0, 5, 4, 10};
        List<ProjectFile.Annotation> annotations =
                Collections.singletonList(ProjectFile.Annotation.ofRuns(0, 1, runs));
        List<ProjectFile.Image> images =
                Collections.singletonList(new ProjectFile.Image("a.tif", "", new int[] {1, 1, 1, 20, 20}, 0));
        new ProjectFile(images, annotations, state().classes, new HashMap<>(), new HashMap<>(), "", null).write(project);
        OpenedProject opened = ProjectStore.open(project);
        Roi[] rois = opened.state.images.get(0).strokes.toArray(new Roi[0]);
        assertEquals(1, rois.length);
        assertEquals(2, rois[0].getGroup());
        int[] found = Annotations.fromRois(rois, new String[] {"A", "B"}, opened.found.get(0).image).runs;
        assertArrayEquals(new int[] {0, 0, 0, 3, 4, 9, 0, 0, 0, 4, 4, 5, 0, 0, 0, 4, 8, 10, 0, 0, 0, 5, 4, 10}, found);
    }

    @Test
    public void aFileThatCannotBeWrittenIsNamed() throws IOException {
        File nowhere = new File("/proc/self/p.pforest"); // where not even root may write
        IOException e = assertThrows(IOException.class, () -> ProjectStore.save(state(), null, nowhere));
        assertTrue(e.getMessage(), e.getMessage().contains("cannot write " + nowhere));
        ProjectStore.save(state(), null, project);
        File taken = new File(root, "lab");
        assertThrows(IOException.class, () -> ProjectStore.save(state(), null, taken));
        assertEquals(2, ProjectStore.open(project).state.classes.size());
    }
}
