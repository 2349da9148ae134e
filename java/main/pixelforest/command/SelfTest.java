package pixelforest.command;

import java.util.Map;
import java.util.TreeMap;
import pixelforest.engine.ApplyJob;
import pixelforest.engine.Model;
import pixelforest.engine.PlaneSource;
import pixelforest.engine.TrainJob;

/** Trains on a small generated image and applies the model to it: a fraction of a second. */
final class SelfTest implements PlaneSource {
    private static final int SIZE = 64, RADIUS = 16;

    private SelfTest() {}

    /** Says "passed", or what failed. */
    static String run() {
        try {
            int wrong = wrongPixels();
            return wrong == 0 ? "passed" : "failed: " + wrong + " pixels of the strokes got another class";
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            return "failed: " + e;
        }
    }

    /** How many pixels of the strokes get another class than that of their stroke. */
    private static int wrongPixels() throws Exception {
        int[] runs = {0, 0, 0, 4, 4, 60, 1, 0, 0, 32, 20, 44}; // above the disc, and across it
        SelfTest image = new SelfTest();
        byte[] classes = new byte[SIZE * SIZE];
        Map<String, String> settings = new TreeMap<>();
        settings.put("features", "gaussian:1,2");
        settings.put("trees", "10");
        try (TrainJob training = TrainJob.create(settings, new String[] {"outside", "disc"}, new int[] {0, 0xFFFFFF})) {
            training.addStrokes(training.addImage(image), new int[] {0, 1}, runs);
            try (Model model = training.train();
                    ApplyJob job = ApplyJob.predict(model, image, null, new String[] {"segmentation"}, new TreeMap<>())) {
                job.run((frame, channel, z) -> classes);
            }
        }
        int wrong = 0;
        for (int i = 0; i < runs.length; i += 6) {
            for (int x = runs[i + 4]; x < runs[i + 5]; x++) {
                if (classes[runs[i + 3] * SIZE + x] != runs[i] + 1) {
                    wrong++;
                }
            }
        }
        return wrong;
    }

    @Override
    public String name() {
        return "self-test";
    }

    @Override
    public int[] shape() {
        return new int[] {1, 1, 1, SIZE, SIZE};
    }

    @Override
    public int pixelType() {
        return UINT8;
    }

    @Override
    public double zRatio() {
        return 0;
    }

    /** A bright disc. */
    @Override
    public Object plane(int frame, int channel, int z) {
        byte[] pixels = new byte[SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            boolean inside = Math.hypot(i % SIZE - SIZE / 2, i / SIZE - SIZE / 2) < RADIUS;
            pixels[i] = (byte) (inside ? 200 : 50);
        }
        return pixels;
    }
}
