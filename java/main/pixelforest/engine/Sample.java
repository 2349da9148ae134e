package pixelforest.engine;

import java.util.ArrayList;
import java.util.List;

/** The generated nuclei image with its truth and strokes. */
public final class Sample extends Handle {
    /** A line drawn on one slice. */
    public static final class Stroke {
        /** Class from 0, slice from 0. */
        public final int classIndex, z;
        /** Line width in pixels. */
        public final double width;
        /** The line's points, in pixels. */
        public final float[] x, y;

        private Stroke(int classIndex, int z, double width, float[] x, float[] y) {
            this.classIndex = classIndex;
            this.z = z;
            this.width = width;
            this.x = x;
            this.y = y;
        }
    }

    private final int depth, height, width;

    Sample(long id, int depth, int height, int width) {
        super(id);
        this.depth = depth;
        this.height = height;
        this.width = width;
    }

    /** z spacing / xy spacing. */
    public double zRatio() {
        return Native.sampleZRatio(id());
    }

    /** Planes of the image, 16 bit. */
    public short[][] image() {
        return planes(0);
    }

    /** Planes of the truth: 0 is background, each nucleus has its number. */
    public short[][] truth() {
        return planes(1);
    }

    private short[][] planes(int which) {
        short[][] planes = new short[depth][height * width];
        for (int z = 0; z < depth; z++) {
            Native.sampleReadShorts(id(), which, z, planes[z]);
        }
        return planes;
    }

    /** The strokes, in the order they are drawn. */
    public List<Stroke> strokes() {
        double[] numbers = Native.sampleStrokes(id());
        List<Stroke> strokes = new ArrayList<>();
        int next = 0;
        while (next < numbers.length) {
            int points = (int) numbers[next + 3];
            float[] x = new float[points];
            float[] y = new float[points];
            for (int i = 0; i < points; i++) {
                x[i] = (float) numbers[next + 4 + 2 * i];
                y[i] = (float) numbers[next + 5 + 2 * i];
            }
            strokes.add(new Stroke((int) numbers[next], (int) numbers[next + 1], numbers[next + 2], x, y));
            next += 4 + 2 * points;
        }
        return strokes;
    }
}
