package pixelforest.command;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import pixelforest.Macro;
import pixelforest.engine.Lines;
import pixelforest.image.Tiff;

/** Small hyperstacks for tests, models of them, and commands on them as a macro calls them. */
final class Volumes {
    static final int WIDTH = 40;
    static final int HEIGHT = 36;

    private Volumes() {}

    /** A 16-bit hyperstack of blobs and a texture that differ in channel, slice and frame; its title is cells. */
    static ImagePlus image(int channels, int slices, int frames) {
        ImageStack stack = new ImageStack(WIDTH, HEIGHT);
        for (int n = 0; n < channels * slices * frames; n++) {
            ImageProcessor plane = new ShortProcessor(WIDTH, HEIGHT);
            int c = n % channels;
            int z = n / channels % slices;
            int t = n / channels / slices;
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                plane.set(i, value(c, z, t, i % WIDTH, i / WIDTH));
            }
            stack.addSlice(plane);
        }
        ImagePlus image = new ImagePlus("cells", stack);
        image.setDimensions(channels, slices, frames);
        image.setOpenAsHyperStack(true);
        return image;
    }

    private static int value(int c, int z, int t, int x, int y) {
        double blobs = Math.sin(0.5 * x + c + 0.4 * t) * Math.cos(0.4 * y - 0.7 * z);
        int texture = (x * 7919 + y * 104_729 + z * 1_299_709 + t * 611_953 + c * 15_485_863) >>> 3 & 31;
        return 1000 + (int) (800 * blobs) + 9 * texture;
    }

    /** A model that was trained on an image in a file with options such as features=... */
    static File model(File image, ImagePlus like, File model, String options) throws IOException {
        File labels = new File(model.getParentFile(), "labels of " + model.getName() + ".tif");
        ImageStack stack = new ImageStack(WIDTH, HEIGHT);
        for (int n = 0; n < like.getNSlices() * like.getNFrames(); n++) {
            ByteProcessor plane = new ByteProcessor(WIDTH, HEIGHT);
            for (int i = 0; n == 0 && i < WIDTH * HEIGHT; i += 3) {
                plane.set(i, value(0, 0, 0, i % WIDTH, i / WIDTH) > 1100 ? 2 : 1);
            }
            stack.addSlice(plane);
        }
        ImagePlus drawn = new ImagePlus("labels", stack);
        drawn.setDimensions(1, like.getNSlices(), like.getNFrames());
        Tiff.save(drawn, labels);
        run("train", "image=[" + image + "] annotations=[" + labels + "] trees=10 threads=2 " + options
                + " model=[" + model + "]");
        return model;
    }

    /** Runs a command as a macro does. */
    static Map<String, String> run(String command, String options) {
        return Lines.parse(Macro.run(command, options));
    }

    /** Runs the line that a result says it was made by, into another folder; a key's file of the result. */
    static String again(String line, File folder, String key) {
        int space = line.indexOf(' ');
        Map<String, String> options = Grammar.parse(line.substring(space + 1));
        options.put("folder", folder.getPath());
        return run(line.substring(0, space), Grammar.format(options)).get(key);
    }

    /** Compares all planes bit for bit. */
    static void assertSame(String what, ImagePlus expected, ImagePlus actual) {
        assertArrayEquals(what, expected.getDimensions(), actual.getDimensions());
        for (int n = 1; n <= expected.getStackSize(); n++) {
            Object a = expected.getStack().getPixels(n);
            Object b = actual.getStack().getPixels(n);
            assertEquals(what, a.getClass(), b.getClass());
            if (a instanceof float[]) {
                assertArrayEquals(what + ", plane " + n, (float[]) a, (float[]) b, 0);
            } else if (a instanceof short[]) {
                assertArrayEquals(what + ", plane " + n, (short[]) a, (short[]) b);
            } else {
                assertArrayEquals(what + ", plane " + n, (byte[]) a, (byte[]) b);
            }
        }
    }
}
