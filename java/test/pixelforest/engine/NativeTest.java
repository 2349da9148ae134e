package pixelforest.engine;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The real library behind the real classes. */
public class NativeTest {
    private static final String[] CLASSES = {"Background", "Nucleus"};
    private static final int[] COLORS = {0x0072B2, 0xE69F00};

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private int openBefore;

    @Before
    public void count() {
        Library.load();
        openBefore = Native.openHandles();
    }

    @After
    public void everyHandleWasClosed() {
        assertEquals(openBefore, Native.openHandles());
    }

    @Test
    public void theVersionIsCargos() throws Exception {
        String cargo = new String(Files.readAllBytes(Paths.get("Cargo.toml")), "UTF-8");
        Matcher version = Pattern.compile("(?m)^version = \"(.*)\"").matcher(cargo);
        assertTrue(version.find());
        assertEquals(version.group(1), Library.version());
        assertFalse(Library.simdLevel().isEmpty());
    }

    /** As when ImageJ refreshes its menus: Java refuses to load one file into two class loaders. */
    @Test
    public void aSecondClassLoaderGetsACopyOfItsOwn() throws Exception {
        assumeTrue("the library comes from the jar", System.getProperty(Library.PROPERTY) == null);
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = new File(entries[i]).toURI().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, null)) {
            Class<?> other = loader.loadClass(Library.class.getName());
            assertNotSame(Library.class, other);
            assertEquals(Library.version(), other.getMethod("version").invoke(null));
        }
    }

    @Test
    public void failuresArriveAsTheirExceptions() {
        assertThrows(IllegalArgumentException.class, () -> Native.fail("invalid"));
        assertThrows(CancellationException.class, () -> Native.fail("cancelled"));
        assertThrows(IOException.class, () -> Native.fail("io"));
        assertThrows(OutOfMemoryError.class, () -> Native.fail("memory"));
        IllegalStateException panic = assertThrows(IllegalStateException.class, () -> Native.fail("panic"));
        assertTrue(panic.getMessage(), panic.getMessage().contains("please report"));
    }

    @Test
    public void aHandleThatWasClosedOrNeverWasIsRefused() {
        assertThrows(IllegalStateException.class, () -> Native.modelInfo(123_456_789));
        assertThrows(IllegalStateException.class, () -> Native.modelInfo(0));
        long block = Native.blockNew(1, 1, 2, 3);
        assertThrows("of another kind", IllegalStateException.class, () -> Native.modelInfo(block));
        Native.close(block);
        Native.close(block);
        assertThrows(IllegalStateException.class, () -> Native.blockRequest(block));
        Handle closed = SampleJob.create(1, 8, 64, 64, settings());
        closed.close();
        assertThrows(IllegalStateException.class, closed::id);
    }

    @Test
    public void everyPixelTypeTrainsTheSameModelWhereTheValuesAreTheSame() throws Exception {
        Map<String, String> first = null;
        for (int type : new int[] {PlaneSource.UINT8, PlaneSource.UINT16, PlaneSource.FLOAT32}) {
            try (Model model = train(new Disc(type, 1))) {
                Map<String, String> info = model.info();
                info.remove("hash"); // the range of float pixels is measured otherwise
                first = first == null ? info : first;
                assertEquals("pixel type " + type, first, info);
                assertArrayEquals(CLASSES, model.classNames());
                assertArrayEquals(COLORS, model.classColors());
            }
        }
        try (Model rgb = train(new Disc(PlaneSource.RGB, 1))) {
            assertEquals("1,2,3", rgb.info().get("channels"));
        }
    }

    @Test
    public void appliesWhatItLearned() throws Exception {
        Disc image = new Disc(PlaneSource.UINT8, 3);
        try (Model model = train(image)) {
            String[] results = {"probabilities", "segmentation", "mask", "uncertainty"};
            try (ApplyJob job = ApplyJob.predict(model, image, null, results, settings())) {
                float[][][] probabilities = new float[2][3][Disc.SIZE * Disc.SIZE];
                byte[][] segmentation = new byte[3][Disc.SIZE * Disc.SIZE];
                byte[][] mask = new byte[3][Disc.SIZE * Disc.SIZE];
                float[][] uncertainty = new float[3][Disc.SIZE * Disc.SIZE];
                assertTrue(job.forecastBytes() > 0);
                job.run((t, c, z) -> probabilities[c][z], (t, c, z) -> segmentation[z], (t, c, z) -> mask[z],
                        (t, c, z) -> uncertainty[z]);
                assertArrayEquals(CLASSES, job.channelNames(0));
                assertEquals(1, Job.progress(java.util.Collections.singletonList(job)), 0);
                for (int z = 0; z < 3; z++) {
                    for (int i = 0; i < mask[z].length; i++) {
                        float p = probabilities[1][z][i];
                        assertEquals(1, p + probabilities[0][z][i], 1e-6);
                        assertEquals(p > 0.5 ? 2 : 1, segmentation[z][i]);
                        assertEquals(p >= 0.5 ? -1 : 0, mask[z][i]);
                        assertEquals(1 - Math.abs(2 * p - 1), uncertainty[z][i], 1e-6);
                    }
                    assertEquals("inside", 2, segmentation[z][Disc.at(32, 32)]);
                    assertEquals("outside", 1, segmentation[z][Disc.at(4, 60)]);
                }
            }
        }
    }

    @Test
    public void aModelComesBackFromItsFile() throws Exception {
        File file = temporary.newFile("m.pforest");
        try (Model model = train(new Disc(PlaneSource.UINT8, 1))) {
            model.save(file);
            try (Model loaded = Model.load(file)) {
                assertEquals(model.info(), loaded.info());
            }
            assertThrows(IOException.class, () -> model.save(new File(temporary.getRoot(), "none/m.pforest")));
        }
        byte[] bytes = Files.readAllBytes(file.toPath());
        Files.write(file.toPath(), Arrays.copyOf(bytes, bytes.length / 2));
        IOException e = assertThrows(IOException.class, () -> Model.load(file));
        assertTrue(e.getMessage(), e.getMessage().contains("m.pforest"));
        assertThrows(IOException.class, () -> Model.load(new File(temporary.getRoot(), "missing.pforest")));
    }

    @Test
    public void labelImagesAreStrokes() throws Exception {
        Disc image = new Disc(PlaneSource.UINT8, 2);
        try (TrainJob job = TrainJob.create(settings(), CLASSES, COLORS)) {
            job.addLabels(job.addImage(image), new Disc(PlaneSource.UINT8, 2) {
                @Override
                int value(int x, int y) {
                    return y % 8 != 0 ? 0 : distance(x, y) < RADIUS ? 2 : 1;
                }
            });
            job.train().close();
            assertFalse(job.report().isEmpty());
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                    () -> job.addLabels(0, new Disc(PlaneSource.UINT8, 1)));
            assertTrue(e.getMessage(), e.getMessage().contains("64 x 64 pixels, 1 slices"));
        }
    }

    @Test
    public void badInputIsNamed() {
        assertInvalid("x=5, y=7", () -> train(new Disc(PlaneSource.FLOAT32, 1) {
            @Override
            public Object plane(int frame, int channel, int z) {
                float[] plane = (float[]) super.plane(frame, channel, z);
                plane[at(5, 7)] = Float.NaN;
                return plane;
            }
        }));
        assertInvalid("Nucleus", () -> {
            try (TrainJob job = TrainJob.create(settings(), CLASSES, COLORS)) {
                int image = job.addImage(new Disc(PlaneSource.UINT8, 1));
                job.addStrokes(image, new int[] {0}, new int[] {0, 0, 0, 4, 2, 60});
                job.train();
            }
        });
        assertInvalid("class", () -> TrainJob.create(settings(), new String[] {"one"}, new int[] {1}));
        assertInvalid("channel", () -> {
            try (Model model = train(new Disc(PlaneSource.RGB, 1))) {
                ApplyJob.predict(model, new Disc(PlaneSource.UINT8, 1), null, new String[] {"mask"}, settings());
            }
        });
    }

    @Test
    public void cancelAndInterruptEndAJobAtAnyMoment() throws Exception {
        for (int plane = 0; plane < 4; plane++) {
            int when = plane;
            for (boolean interrupt : new boolean[] {false, true}) {
                TrainJob[] job = new TrainJob[1];
                Thread caller = Thread.currentThread();
                Disc image = new Disc(PlaneSource.UINT8, 3) {
                    private int reads;

                    @Override
                    public Object plane(int frame, int channel, int z) {
                        if (reads++ == when) {
                            if (interrupt) {
                                caller.interrupt();
                            } else {
                                job[0].cancel();
                            }
                        }
                        return super.plane(frame, channel, z);
                    }
                };
                job[0] = TrainJob.create(settings(), CLASSES, COLORS);
                try (TrainJob open = job[0]) {
                    addStrokes(open, image);
                    assertThrows(CancellationException.class, () -> open.train().close());
                    assertEquals(interrupt, Thread.interrupted());
                }
            }
        }
    }

    @Test
    public void closingAJobThatIsRunningIsSafe() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        TrainJob job = TrainJob.create(settings(), CLASSES, COLORS);
        addStrokes(job, new Disc(PlaneSource.UINT8, 3) {
            @Override
            public Object plane(int frame, int channel, int z) {
                job.close();
                closed.countDown();
                return super.plane(frame, channel, z);
            }
        });
        assertThrows(IllegalStateException.class, job::train);
        assertEquals(0, closed.getCount());
    }

    @Test
    public void featuresHaveNames() throws Exception {
        Map<String, String> settings = settings();
        settings.put("features", "gaussian:1;hessian:1");
        settings.put("normalize", "none");
        Disc image = new Disc(PlaneSource.UINT8, 1);
        try (ApplyJob job = ApplyJob.features(image, null, settings)) {
            String[] names = job.channelNames(0);
            assertEquals(3, names.length);
            float[][] planes = new float[3][Disc.SIZE * Disc.SIZE];
            job.run((t, c, z) -> planes[c]);
            assertEquals("far from edges a Gaussian changes nothing", 200, planes[0][Disc.at(32, 32)], 1e-3);
        }
    }

    @Test
    public void evaluationComparesSlices() throws Exception {
        Disc labels = new Disc(PlaneSource.UINT8, 2) {
            @Override
            int value(int x, int y) {
                return distance(x, y) < RADIUS ? 1 : 0;
            }
        };
        Disc objects = new Disc(PlaneSource.UINT16, 2) {
            @Override
            int value(int x, int y) {
                return distance(x, y) < RADIUS ? 7 : 0;
            }
        };
        try (Evaluation evaluation = Evaluation.of(labels, objects, false)) {
            assertEquals(1, Double.parseDouble(evaluation.report(0.5).get("dice")), 0);
        }
        int open = Native.openHandles();
        assertInvalid("same size", () -> Evaluation.of(labels, new Disc(PlaneSource.UINT8, 1), false));
        assertEquals(open, Native.openHandles());
    }

    @Test
    public void theSampleIsTheSameForTheSameSeed() {
        try (SampleJob job = SampleJob.create(5, 8, 64, 80, settings()); Sample a = job.generate(); Sample b = job.generate()) {
            assertArrayEquals(a.image(), b.image());
            assertEquals(8, a.truth().length);
            assertEquals(64 * 80, a.truth()[0].length);
            assertTrue(a.zRatio() >= 1);
            assertEquals(a.strokes().size(), b.strokes().size());
            for (Sample.Stroke stroke : a.strokes()) {
                assertTrue(stroke.classIndex == 0 || stroke.classIndex == 1);
                assertTrue(stroke.z >= 0 && stroke.z < 8);
                assertEquals(stroke.x.length, stroke.y.length);
            }
        }
    }

    @Test
    public void aSampleCanBeCancelled() {
        try (SampleJob job = SampleJob.create(5, 48, 256, 256, settings())) {
            job.cancel();
            assertThrows(CancellationException.class, job::generate);
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void assertInvalid(String part, Action action) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(e.getMessage(), e.getMessage().contains(part));
    }

    private static Map<String, String> settings() {
        return new HashMap<>(Collections.singletonMap("threads", "2"));
    }

    private static Model train(Disc image) throws IOException {
        Map<String, String> settings = settings();
        settings.put("features", "gaussian:1;gradient:1.6");
        settings.put("dimensions", "2d");
        settings.put("trees", "10");
        try (TrainJob job = TrainJob.create(settings, CLASSES, COLORS)) {
            addStrokes(job, image);
            return job.train();
        }
    }

    /** Two strokes per class: along the rim, and through the disc. */
    private static void addStrokes(TrainJob job, Disc image) {
        int index = job.addImage(image);
        int[] runs = {0, 0, 0, 4, 2, 60, 1, 0, 0, 60, 2, 60, 2, 0, 0, 30, 22, 42, 3, 0, 0, 36, 22, 42};
        job.addStrokes(index, new int[] {0, 0, 1, 1}, runs);
    }
}
