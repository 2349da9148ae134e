package pixelforest.image;

import ij.process.LUT;
import java.awt.Color;

/** Colours of classes (0xRRGGBB) and the lookup tables that show them. */
public final class ClassLut {
    /** Okabe and Ito's colours, which colour-blind people tell apart; blue for background, orange for the object. */
    private static final int[] COLORS = {0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0xF0E442};

    /** The golden ratio's fraction: hues in steps of it stay far from one another. */
    private static final float GOLDEN = 0.618034f;

    private ClassLut() {}

    /** Colours for classes that have none: distinct for the first seven, then hues of increasing nearness. */
    public static int[] defaultColors(int classes) {
        int[] colors = new int[classes];
        for (int i = 0; i < classes; i++) {
            colors[i] = i < COLORS.length ? COLORS[i] : Color.HSBtoRGB(i * GOLDEN, 0.7f, 0.9f) & 0xFFFFFF;
        }
        return colors;
    }

    /** From black to a colour, for values from min to max. */
    static LUT ramp(int color, double min, double max) {
        byte[][] table = new byte[3][256];
        for (int i = 0; i < 256; i++) {
            for (int part = 0; part < 3; part++) {
                table[part][i] = (byte) Math.round(i * component(color, part) / 255.0);
            }
        }
        LUT lut = new LUT(table[0], table[1], table[2]);
        lut.min = min;
        lut.max = max;
        return lut;
    }

    /** For class numbers: 0 and numbers of no class are black, number i has the colour of class i. */
    public static LUT labels(int[] colors) {
        byte[][] table = new byte[3][256];
        for (int i = 0; i < Math.min(colors.length, 255); i++) {
            for (int part = 0; part < 3; part++) {
                table[part][i + 1] = (byte) component(colors[i], part);
            }
        }
        return new LUT(table[0], table[1], table[2]);
    }

    /** Red, green or blue of a colour. */
    private static int component(int color, int part) {
        return color >> (16 - 8 * part) & 0xFF;
    }
}
