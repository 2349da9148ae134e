package pixelforest.engine;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What crossing between Java and the library costs: the share of an apply of 2048 x 2048 pixels with default features that
 * goes into asking for blocks, filling them and copying results. Nothing overlaps here, so it is an upper bound: at work
 * another thread fills the next block meanwhile.
 */
public final class JniOverhead {
    private static final int SIZE = 2048, RUNS = 5;

    private JniOverhead() {}

    /** @param arguments none */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> none = Collections.emptyMap();
        PlaneSource image = new Bands();
        float[][] probabilities = new float[2][SIZE * SIZE];
        try (TrainJob training = TrainJob.create(none, new String[] {"Background", "Nucleus"}, new int[2])) {
            training.addImage(image);
            training.addStrokes(0, new int[] {0, 1, 0, 1}, strokes());
            try (Model model = training.train()) {
                for (int run = 0; run < RUNS; run++) {
                    String[] results = {"probabilities"};
                    try (ApplyJob job = ApplyJob.predict(model, image, null, results, none)) {
                        measure(job, image, probabilities);
                    }
                }
            }
        }
    }

    private static void measure(ApplyJob job, PlaneSource image, float[][] planes) throws Exception {
        long crossing = 0;
        long working = 0;
        int blocks = 0;
        long start = System.nanoTime();
        for (Block block = Block.next(job); block != null; block = Block.next(job)) {
            block.fill(new PlaneSource[] {image}, () -> false);
            long filled = System.nanoTime();
            long id = Native.jobProcess(job.id(), block.id());
            long processed = System.nanoTime();
            crossing += filled - start;
            working += processed - filled;
            start = processed;
            if (id != 0) {
                try (Result result = new Result(id)) {
                    result.copyTo((frame, channel, z) -> planes[channel], 0, planes.length, 0, 0, SIZE);
                }
            }
            block.close();
            blocks++;
        }
        crossing += System.nanoTime() - start;
        System.out.printf(Locale.ROOT, "%d blocks: crossing %.1f ms, working %.1f ms, overhead %.2f %%%n",
                blocks, crossing / 1e6, working / 1e6, 100.0 * crossing / (crossing + working));
    }

    /** Two strokes of either class: runs of 200 pixels, on dark and bright bands. */
    private static int[] strokes() {
        int[] runs = new int[4 * 6];
        for (int stroke = 0; stroke < 4; stroke++) {
            System.arraycopy(new int[] {stroke, 0, 0, 100 + 16 * stroke, 300, 500}, 0, runs, 6 * stroke, 6);
        }
        return runs;
    }

    /** Bands of 16 rows, dark and bright, under noise; 16 bit. */
    private static final class Bands implements PlaneSource {
        private final short[] plane = new short[SIZE * SIZE];

        Bands() {
            Random random = new Random(1);
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (short) (((i / SIZE - 100) / 16 & 1) * 1600 + 200 + random.nextInt(300));
            }
        }

        @Override
        public String name() {
            return "bands";
        }

        @Override
        public int[] shape() {
            return new int[] {1, 1, 1, SIZE, SIZE};
        }

        @Override
        public int pixelType() {
            return UINT16;
        }

        @Override
        public double zRatio() {
            return 0;
        }

        @Override
        public Object plane(int frame, int channel, int z) {
            return plane;
        }
    }
}
