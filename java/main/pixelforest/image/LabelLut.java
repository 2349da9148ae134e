package pixelforest.image;

import ij.process.LUT;

/**
 * Colours that are as far apart as 255 can be, on black for 0: each new one is the farthest in CIELAB from all before it
 * (Glasbey, van der Heijden, Toh and Gray 2007, Color Research and Application 32, 304-309). Dark ones are left out.
 */
final class LabelLut {
    private static final int STEP = 17, LEAST_LIGHTNESS = 40;
    private static final byte[][] TABLE = table();

    private LabelLut() {}

    /** For labels up to {@code largest}; larger numbers than 255 share colours with their neighbours. */
    static LUT upTo(int largest) {
        LUT lut = new LUT(TABLE[0], TABLE[1], TABLE[2]);
        lut.min = 0;
        lut.max = Math.max(255, largest);
        return lut;
    }

    private static byte[][] table() {
        int steps = 255 / STEP + 1;
        int[] colors = new int[steps * steps * steps];
        double[][] places = new double[colors.length][];
        double[] nearest = new double[colors.length];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = STEP * (i % steps) << 16 | STEP * (i / steps % steps) << 8 | STEP * (i / steps / steps);
            places[i] = lab(colors[i]);
            nearest[i] = places[i][0] < LEAST_LIGHTNESS ? -1 : Double.POSITIVE_INFINITY;
        }
        byte[][] table = new byte[3][256];
        int next = steps - 1; // red
        for (int label = 1; label < 256; label++) {
            for (int part = 0; part < 3; part++) {
                table[part][label] = (byte) (colors[next] >> 16 - 8 * part);
            }
            int farthest = 0;
            for (int i = 0; i < colors.length; i++) {
                nearest[i] = Math.min(nearest[i], squaredDistance(places[i], places[next]));
                if (nearest[i] > nearest[farthest]) {
                    farthest = i;
                }
            }
            next = farthest;
        }
        return table;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    /** CIELAB of a colour 0xRRGGBB of sRGB, white point D65. */
    private static double[] lab(int color) {
        double r = linear(color >> 16 & 0xFF);
        double g = linear(color >> 8 & 0xFF);
        double b = linear(color & 0xFF);
        double x = cubeRoot((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        double y = cubeRoot(0.2126 * r + 0.7152 * g + 0.0722 * b);
        double z = cubeRoot((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double linear(int value) {
        double v = value / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static double cubeRoot(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : t * 841 / 108 + 4.0 / 29;
    }
}
