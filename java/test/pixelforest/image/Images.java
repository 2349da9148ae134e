package pixelforest.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;

/** Images for tests: every pixel tells its plane and its place. */
final class Images {
    static final int WIDTH = 7;
    static final int HEIGHT = 5;

    private Images() {}

    /** A hyperstack of 8, 16, 24 (RGB) or 32 bits. */
    static ImagePlus hyperstack(int bits, int channels, int slices, int frames) {
        ImageStack stack = new ImageStack(WIDTH, HEIGHT);
        for (int n = 1; n <= channels * slices * frames; n++) {
            stack.addSlice("plane " + n, processor(bits, n));
        }
        return image(stack, channels, slices, frames);
    }

    /** The same image as a virtual stack. */
    static ImagePlus virtual(int bits, int channels, int slices, int frames) {
        return image(new Planes(bits, channels * slices * frames), channels, slices, frames);
    }

    private static ImagePlus image(ImageStack stack, int channels, int slices, int frames) {
        ImagePlus image = new ImagePlus("image.tif", stack);
        image.setDimensions(channels, slices, frames);
        image.setOpenAsHyperStack(image.getNDimensions() > 3);
        return image;
    }

    /** Plane n of an image; pixel i has the value 20 n + i / 2, beyond 8 bits with an offset. */
    static ImageProcessor processor(int bits, int n) {
        ImageProcessor plane = bits == 8 ? new ByteProcessor(WIDTH, HEIGHT)
                : bits == 16 ? new ShortProcessor(WIDTH, HEIGHT)
                : bits == 24 ? new ColorProcessor(WIDTH, HEIGHT) : new FloatProcessor(WIDTH, HEIGHT);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            double value = (20 * n + i / 2.0) % 250;
            if (bits == 32) {
                plane.setf(i, (float) (value - 100));
            } else {
                int whole = (int) value;
                plane.set(i, bits == 8 ? whole : bits == 16 ? whole + 60_000 : 0xFF000000 | whole << 16 | whole / 2);
            }
        }
        return plane;
    }

    /** Makes planes when asked for them. */
    private static final class Planes extends VirtualStack {
        private final int bits;
        private final int count;

        Planes(int bits, int count) {
            super(WIDTH, HEIGHT, null, null);
            this.bits = bits;
            this.count = count;
        }

        @Override
        public ImageProcessor getProcessor(int n) {
            return processor(bits, n);
        }

        @Override
        public int getSize() {
            return count;
        }

        @Override
        public String getSliceLabel(int n) {
            return "plane " + n;
        }
    }
}
