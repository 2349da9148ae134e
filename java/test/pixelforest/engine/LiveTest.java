package pixelforest.engine;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class LiveTest {
    private static final String[] CLASSES = {"Background", "Nucleus"};
    private static final int[] COLORS = {0x112233, 0x445566};
    private static final int[] FIRST = {0, 0, 0, 4, 2, 60, 1, 0, 0, 60, 2, 60, 2, 0, 0, 30, 22, 42, 3, 0, 0, 36, 22, 42};
    private static final int[] CLASSES_OF_STROKES = {0, 0, 1, 1, 1};
    private static final int[] SECOND = {4, 0, 0, 26, 24, 40};

    private int before;

    /** Counts the planes that are read. */
    private static final class Counting extends Disc {
        private int reads;

        Counting(int depth) {
            super(UINT8, depth);
        }

        @Override
        public synchronized Object plane(int frame, int channel, int z) {
            reads++;
            return super.plane(frame, channel, z);
        }
    }

    @Before
    public void count() {
        Library.load();
        before = OpenHandles.count();
    }

    @After
    public void nothingIsLeftOpen() {
        assertEquals(before, OpenHandles.count());
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("threads", "2");
        return settings;
    }

    private static TrainJob training(Disc image, boolean second) {
        Map<String, String> settings = settings();
        settings.put("features", "gaussian:1;gradient:1.6");
        settings.put("dimensions", "2d");
        settings.put("trees", "10");
        TrainJob job = TrainJob.create(settings, CLASSES, COLORS);
        int index = job.addImage(image);
        job.addStrokes(index, CLASSES_OF_STROKES, FIRST);
        if (second) {
            job.addStrokes(index, CLASSES_OF_STROKES, SECOND);
        }
        return job;
    }

    private static Model grow(Live live, Disc image, boolean second) throws IOException {
        try (TrainJob job = training(image, second)) {
            job.remember(live, 7);
            return job.grow();
        }
    }

    @Test
    public void retrainingReadsOnlyWhatIsNewAndGivesTheModelOfATraining() throws Exception {
        Counting image = new Counting(3);
        try (Live live = Live.open(1 << 20); TrainJob plain = training(image, true); Model expected = plain.train()) {
            try (Model first = grow(live, image, false)) {
                assertFalse(first.info().containsKey("held_out_error"));
            }
            long rows = live.rows();
            assertTrue(rows > 0 && live.bytes() > 0);
            image.reads = 0;
            try (Model second = grow(live, image, true)) {
                assertEquals("one block of one slice", 1, image.reads);
                assertEquals(expected.info().get("hash"), second.info().get("hash"));
                assertEquals(rows + 16, live.rows());
                try (MeasureJob job = MeasureJob.of(second, settings()); Model measured = job.measure()) {
                    assertEquals(expected.info(), measured.info());
                    Map<String, String> report = job.report();
                    assertEquals(expected.info().get("held_out_error"), report.get("held_out_error"));
                    assertEquals(2, report.get("confusion.Nucleus").split(",").length);
                    assertTrue(Double.parseDouble(report.get("recall.Background")) > 0.5);
                    assertTrue(report.keySet().stream().anyMatch(key -> key.startsWith("importance.")));
                }
            }
            image.reads = 0;
            grow(live, image, true).close();
            assertEquals(0, image.reads);
            live.forget(7);
            assertEquals(0, live.rows());
            grow(live, image, true).close();
            assertTrue(image.reads > 0);
        }
    }

    @Test
    public void keysMustFitTheImages() {
        try (Live live = Live.open(1); TrainJob job = training(new Disc(PlaneSource.UINT8, 1), false)) {
            assertThrows(IllegalArgumentException.class, () -> job.remember(live, 1, 2));
        }
        assertThrows(IllegalArgumentException.class, () -> Live.open(-1));
    }

    @Test
    public void layersAreTheProbabilitiesOfTheWholeImage() throws Exception {
        Counting image = new Counting(3);
        int[] all = {0, 3, 0, Disc.SIZE, 0, Disc.SIZE, 0, 1};
        try (Live live = Live.open(1 << 20); Model model = grow(live, image, true)) {
            float[][][] p = new float[2][3][Disc.SIZE * Disc.SIZE];
            try (ApplyJob job = ApplyJob.predict(model, image, null, new String[] {"probabilities"}, settings())) {
                job.run((t, c, z) -> p[c][z]);
            }
            assertTrue(Double.isNaN(live.expectedMillis(model, image, all, 1)));
            assertNull(live.nextUncertain(7));
            byte[] probability = new byte[Disc.SIZE * Disc.SIZE];
            byte[] segmentation = new byte[Disc.SIZE * Disc.SIZE];
            byte[] uncertainty = new byte[Disc.SIZE * Disc.SIZE];
            byte[] xz = new byte[3 * Disc.SIZE];
            byte[] yz = new byte[Disc.SIZE * 3];
            image.reads = 0;
            try (ApplyJob job = ApplyJob.layers(live, 7, model, image, all, settings())) {
                job.runLayers(layers -> {
                    assertEquals(0, layers.frame());
                    layers.read(Layers.PROBABILITY, 1, 1, probability, Disc.SIZE, 0, 0);
                    layers.read(Layers.SEGMENTATION, 0, 1, segmentation, Disc.SIZE, 0, 0);
                    layers.read(Layers.UNCERTAINTY, 0, 1, uncertainty, Disc.SIZE, 0, 0);
                    layers.readXZ(Layers.PROBABILITY, 1, 20, xz, Disc.SIZE, 0, 0);
                    layers.readYZ(Layers.PROBABILITY, 1, 20, yz, 3, 0, 0);
                    assertThrows(IllegalArgumentException.class,
                            () -> layers.read(Layers.PROBABILITY, 2, 1, probability, Disc.SIZE, 0, 0));
                    assertThrows(IllegalArgumentException.class,
                            () -> layers.read(Layers.PROBABILITY, 1, 1, new byte[9], Disc.SIZE, 0, 0));
                });
            }
            assertEquals("the ranges are known", 3, image.reads);
            for (int i = 0; i < probability.length; i++) {
                float q = p[1][1][i];
                assertEquals(Math.round(255 * q), probability[i] & 255);
                assertEquals(q > 0.5 ? 2 : 1, segmentation[i]);
                assertEquals(255 * (1 - Math.abs(2 * q - 1)), uncertainty[i] & 255, 0.51);
                int y = i / Disc.SIZE;
                int x = i % Disc.SIZE;
                if (y == 20) {
                    assertEquals(probability[i], xz[Disc.SIZE + x]);
                }
                if (x == 20) {
                    assertEquals(probability[i], yz[3 * y + 1]);
                }
            }
            assertTrue(live.expectedMillis(model, image, all, 4) <= live.expectedMillis(model, image, all, 1));
            int[] place = live.nextUncertain(7);
            assertNotNull(place);
            live.markShown(7, place[0], place[1], place[2], place[2] + 1, place[3], place[3] + 1);
            assertFalse(java.util.Arrays.equals(place, live.nextUncertain(7)));
        }
    }

    @Test
    public void aCoarsePictureFillsItsRegion() throws Exception {
        Disc image = new Disc(PlaneSource.UINT8, 1);
        try (Live live = Live.open(1 << 20); Model model = grow(live, image, false)) {
            Map<String, String> settings = settings();
            settings.put("step", "4");
            byte[] plane = new byte[50 * 50];
            byte[] bytes = new byte[50 * 50];
            float[] floats = new float[50 * 50];
            int[] region = {0, 1, 3, 53, 5, 55, 0, 1};
            try (ApplyJob job = ApplyJob.layers(live, 7, model, image, region, settings)) {
                job.runLayers(layers -> {
                    assertArrayEquals(new int[] {0, 1, 3, 53, 5, 55}, layers.region());
                    layers.read(Layers.SEGMENTATION, 0, 0, plane, 50, 3, 5);
                });
            }
            String[] results = {"segmentation", "uncertainty"};
            try (ApplyJob job = ApplyJob.predict(live, 7, model, image, region, results, settings)) {
                job.run((t, c, z) -> bytes, (t, c, z) -> floats);
            }
            assertArrayEquals(plane, bytes);
            assertEquals(2, plane[(32 - 3) * 50 + 32 - 5]);
            for (int i = 0; i < plane.length; i++) {
                assertEquals("one value a cell", plane[i / 200 * 200 + i % 50 / 4 * 4], plane[i]);
            }
            settings.put("step", "0");
            assertThrows(IllegalArgumentException.class,
                    () -> ApplyJob.layers(live, 7, model, image, region, settings));
        }
    }

    @Test
    public void aProbeExplains() throws Exception {
        Disc image = new Disc(PlaneSource.UINT8, 1);
        try (Live live = Live.open(1 << 20); Model model = grow(live, image, false);
                ProbeJob job = ProbeJob.at(live, 7, model, image, 0, 0, 30, 25, settings())) {
            assertThrows("not yet", IllegalArgumentException.class, () -> Native.probeProbabilities(job.id()));
            Probe probe = job.probe();
            assertEquals(1, probe.mostProbable);
            assertEquals(1, probe.probabilities[0] + probe.probabilities[1], 1e-6);
            double sum = probe.rootShare;
            for (Probe.Feature feature : probe.features) {
                assertFalse(feature.name.isEmpty());
                sum += feature.contribution;
            }
            assertEquals(2, probe.features.size());
            assertEquals(probe.probabilities[1], sum, 1e-6);
            Probe.Stroke nearest = probe.strokes.get(0);
            assertEquals(3, probe.strokes.size());
            assertEquals(1, nearest.classIndex);
            assertEquals(0, nearest.distance, 1e-6);
            assertEquals(30, nearest.y);
            assertThrows(IllegalArgumentException.class,
                    () -> ProbeJob.at(live, 7, model, image, 0, 0, 30, Disc.SIZE, settings()));
        }
    }

    @Test
    public void jobsOfALiveCanBeCancelled() throws Exception {
        Disc image = new Disc(PlaneSource.UINT8, 1);
        try (Live live = Live.open(1 << 20); Model model = grow(live, image, false)) {
            try (MeasureJob job = MeasureJob.of(model, settings())) {
                job.cancel();
                assertThrows(CancellationException.class, job::measure);
            }
            try (ApplyJob job = ApplyJob.layers(live, 7, model, image, null, settings())) {
                job.cancel();
                assertThrows(CancellationException.class, () -> job.runLayers(layers -> {}));
            }
            try (TrainJob job = training(image, true)) {
                job.remember(live, 7);
                job.cancel();
                assertThrows(CancellationException.class, job::grow);
            }
            try (ProbeJob job = ProbeJob.at(live, 7, model, image, 0, 0, 30, 25, settings())) {
                job.cancel();
                assertThrows(CancellationException.class, job::probe);
            }
        }
    }
}
