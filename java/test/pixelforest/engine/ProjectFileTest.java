package pixelforest.engine;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.engine.ProjectFile.Annotation;
import pixelforest.engine.ProjectFile.Image;

public class ProjectFileTest {
    private static final String[] NAMES = {"Background", "Disc"};
    private static final int[] COLORS = {0x0072B2, 0xE69F00};
    private static final int[] SHAPE = {1, 1, 1, Disc.SIZE, Disc.SIZE};

    @BeforeClass
    public static void load() {
        Library.load();
    }

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Map<String, String> map(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static List<ClassStyle> classes() {
        return Arrays.asList(new ClassStyle(NAMES[0], COLORS[0], true), new ClassStyle("Kern 核 😀", COLORS[1], false));
    }

    private static Model train(Map<String, String> settings) throws IOException {
        try (TrainJob job = TrainJob.create(settings, NAMES, COLORS)) {
            job.addImage(new Disc(PlaneSource.UINT8, 1));
            job.nameFile(0, "disc.tif");
            job.addStrokes(0, new int[] {0, 1, 0, 1}, new int[] {
                0, 0, 0, 4, 5, 50, 1, 0, 0, 32, 20, 44, 2, 0, 0, 60, 5, 50, 3, 0, 0, 30, 22, 40});
            return job.train();
        }
    }

    @Test
    public void allOfAProjectSurvivesItsFile() throws IOException {
        List<Image> images = Arrays.asList(new Image("../ä b.tif", "/data/ä b.tif", SHAPE, -7),
                new Image("Untitled", "", new int[] {2, 3, 4, 50, 60}, 0));
        List<Annotation> annotations = Arrays.asList(Annotation.ofRoi(1, new byte[] {1, -1, 0}),
                Annotation.ofRuns(0, 1, new int[] {0, 0, 3, 4, 9, 0, 0, 4, 4, 8}), Annotation.ofRoi(0, new byte[0]));
        File file = new File(folder.getRoot(), "p.pforest");
        int open = OpenHandles.count();
        new ProjectFile(images, annotations, classes(), map("trees", "7", "features", "default"),
                map("zoom", "0,0,9,9", "note=", "a\nb"), "/home/ä.pforest", null).write(file);
        ProjectFile read = ProjectFile.read(file);
        assertEquals(open, OpenHandles.count());
        assertNull(read.model);
        assertEquals("trees, features", String.join(", ", read.settings.keySet()));
        assertEquals(map("trees", "7", "features", "default"), read.settings);
        assertEquals(map("zoom", "0,0,9,9", "note=", "a\nb"), read.view);
        assertEquals("/home/ä.pforest", read.recoveredProject);
        for (int i = 0; i < 2; i++) {
            assertEquals(images.get(i).path, read.images.get(i).path);
            assertEquals(images.get(i).absolutePath, read.images.get(i).absolutePath);
            assertArrayEquals(images.get(i).shape, read.images.get(i).shape);
            assertEquals(images.get(i).fingerprint, read.images.get(i).fingerprint);
            assertEquals(classes().get(i).name, read.classes.get(i).name);
            assertEquals(COLORS[i], read.classes.get(i).color);
            assertEquals(i == 0, read.classes.get(i).visible);
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(annotations.get(i).image, read.annotations.get(i).image);
            assertEquals(annotations.get(i).classIndex, read.annotations.get(i).classIndex);
            assertArrayEquals(annotations.get(i).roi, read.annotations.get(i).roi);
            assertArrayEquals(annotations.get(i).runs, read.annotations.get(i).runs);
        }
        IOException none = assertThrows(IOException.class, () -> Model.load(file));
        assertTrue(none.getMessage(), none.getMessage().endsWith(
                "holds no model yet: open it in the window and draw strokes for each class"));
    }

    @Test
    public void aModelGoesAlongWithItsRows() throws IOException {
        File file = new File(folder.getRoot(), "p.pforest");
        int open = OpenHandles.count();
        Map<String, String> settings = map("features", "gaussian:1,3.5", "trees", "10");
        try (Model model = train(settings)) {
            Disc disc = new Disc(PlaneSource.UINT8, 1);
            int fingerprint;
            try (FingerprintJob job = FingerprintJob.create(disc)) {
                fingerprint = job.compute();
            }
            assertTrue(model.rows() > 100);
            List<Image> images = Collections.singletonList(new Image("disc.tif", "", disc.shape(), fingerprint));
            new ProjectFile(images, Collections.emptyList(), classes(), settings, map(), "", model).write(file);
            ProjectFile read = ProjectFile.read(file);
            try (Model again = read.model) {
                assertEquals(model.info(), again.info());
                assertEquals(model.rows(), again.rows());
                assertEquals("Kern 核 😀", read.classes.get(1).name);
                assertEquals("Disc", again.classNames()[1]);
            }
            // Of an image that is not in the project any more there are no rows.
            images = Collections.singletonList(new Image("other.tif", "", disc.shape(), fingerprint + 1));
            new ProjectFile(images, Collections.emptyList(), classes(), settings, map(), "", model).write(file);
            try (Model without = ProjectFile.read(file).model) {
                assertEquals(model.info().get("hash"), without.info().get("hash"));
                assertEquals(0, without.rows());
                assertThrows(IllegalArgumentException.class, () -> RetrainJob.create(without, settings, NAMES, COLORS));
            }
        }
        assertEquals(open, OpenHandles.count());
    }

    @Test
    public void storedRowsGiveTheModelThatTheImagesGive() throws IOException {
        File file = new File(folder.getRoot(), "m.pforest");
        try (Model first = train(map("features", "gaussian:1,3.5", "trees", "10"))) {
            first.save(file);
        }
        Map<String, String> settings = map("features", "gaussian:1,3.5", "trees", "17", "seed", "5", "forest", "random");
        ProjectFile read = ProjectFile.read(file);
        assertEquals("10", read.settings.get("trees"));
        assertTrue(read.view.isEmpty());
        assertEquals("disc.tif", read.images.get(0).path);
        try (Model stored = read.model;
                RetrainJob job = RetrainJob.create(stored, settings, NAMES, COLORS);
                Model retrained = job.train();
                Model fromImages = train(settings)) {
            assertEquals(fromImages.info(), retrained.info());
            assertEquals(fromImages.rows(), retrained.rows());
            assertEquals("17", job.report().get("trees"));
            assertTrue(job.forecastBytes() > 0);
            IllegalArgumentException other = assertThrows(IllegalArgumentException.class,
                    () -> RetrainJob.create(stored, map("features", "gaussian:2"), NAMES, COLORS));
            assertTrue(other.getMessage(), other.getMessage().contains("not gaussian:2@2d: open the images"));
        }
    }

    @Test
    public void aFailedWriteLeavesWhatWasThere() throws IOException {
        File file = new File(folder.getRoot(), "p.pforest");
        Files.write(file.toPath(), new byte[] {1, 2, 3});
        ProjectFile wrong = new ProjectFile(Collections.emptyList(),
                Collections.singletonList(Annotation.ofRoi(0, new byte[1])), classes(), map(), map(), "", null);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> wrong.write(file));
        assertTrue(e.getMessage(), e.getMessage().contains("there is no image 1"));
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file.toPath()));
        IOException foreign = assertThrows(IOException.class, () -> ProjectFile.read(file));
        assertTrue(foreign.getMessage(), foreign.getMessage().contains("not a Pixel Forest model"));
        assertFalse(new File(folder.getRoot(), "q.pforest").exists());
    }
}
