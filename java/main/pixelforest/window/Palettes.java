package pixelforest.window;

import java.awt.image.IndexColorModel;
import java.util.List;
import pixelforest.engine.ClassStyle;

/** Colours and opacity of layers: a layer's bytes never change, only what they stand for. */
final class Palettes {
    /** What uncertain pixels are drawn in: no class has it by default, and no image is of it alone. */
    private static final int UNCERTAIN = 0xFF40FF;

    private Palettes() {}

    /** The palette of a layer; the opacity goes from 0 to 1. */
    static IndexColorModel of(Layer layer, List<ClassStyle> classes, int chosen, double opacity) {
        byte[][] table = new byte[4][256];
        for (int value = 0; value < 256; value++) {
            switch (layer) {
                case PROBABILITY:
                    set(table, value, classes.get(Math.min(chosen, classes.size() - 1)).color, opacity * value / 255);
                    break;
                case SEGMENTATION:
                    boolean known = value > 0 && value <= classes.size() && classes.get(value - 1).visible;
                    set(table, value, known ? classes.get(value - 1).color : 0, known ? opacity : 0);
                    break;
                case UNCERTAINTY:
                    set(table, value, UNCERTAIN, opacity * value / 255);
                    break;
                default:
                    break;
            }
        }
        return new IndexColorModel(8, 256, table[0], table[1], table[2], table[3]);
    }

    private static void set(byte[][] table, int value, int color, double alpha) {
        table[0][value] = (byte) (color >> 16);
        table[1][value] = (byte) (color >> 8);
        table[2][value] = (byte) color;
        table[3][value] = (byte) Math.round(255 * alpha);
    }
}
