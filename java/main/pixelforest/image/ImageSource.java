package pixelforest.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.measure.Calibration;
import ij.plugin.FileInfoVirtualStack;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Arrays;
import pixelforest.engine.PlaneSource;

/**
 * An ImagePlus as planes of channel, slice and frame, in their own pixel type: pixels are neither copied nor converted,
 * and planes of virtual stacks are read when asked for; those read last are kept. Pixel values count as they are stored,
 * whatever a lookup table or a calibration function makes of them. May be used by several threads if the image's stack
 * may.
 */
public final class ImageSource implements PlaneSource {
    private final ImagePlus image;
    private final ImageStack stack;
    private final int imageChannels;
    private final int depth;
    private final int frames;
    private final int width;
    private final int height;
    private final int pixelType;
    /** Null where the planes are in memory. */
    private final PlaneCache cache;
    /** The image's channels that are used, from 1. */
    private final int[] channels;

    private ImageSource(ImagePlus image, int[] channels) {
        this.image = image;
        this.stack = image.getStack();
        this.imageChannels = image.getNChannels();
        this.depth = image.getNSlices();
        this.frames = image.getNFrames();
        this.width = stack.getWidth();
        this.height = stack.getHeight();
        this.cache = stack.isVirtual() ? new PlaneCache() : null;
        this.pixelType = pixelType(image);
        this.channels = pixelType == RGB ? rgbChannels(channels) : chosen(channels);
    }

    /**
     * The planes of an image.
     *
     * @param channels the channels to use, from 1 and in this order; null means all. Of an RGB image (three channels)
     *     they cannot be chosen
     * @throws IllegalArgumentException where the image has no such channel
     */
    public static ImageSource of(ImagePlus image, int[] channels) {
        return new ImageSource(image, channels);
    }

    private static int pixelType(ImagePlus image) {
        switch (image.getType()) {
            case ImagePlus.GRAY8:
            case ImagePlus.COLOR_256:
                return UINT8;
            case ImagePlus.GRAY16:
                return UINT16;
            case ImagePlus.COLOR_RGB:
                return RGB;
            default:
                return FLOAT32;
        }
    }

    private int[] chosen(int[] wanted) {
        if (wanted == null) {
            int[] all = new int[imageChannels];
            Arrays.setAll(all, i -> i + 1);
            return all;
        }
        if (wanted.length == 0) {
            throw new IllegalArgumentException("no channel of " + name() + " is chosen: name at least one");
        }
        for (int i = 0; i < wanted.length; i++) {
            int channel = wanted[i];
            if (channel < 1 || channel > imageChannels) {
                throw new IllegalArgumentException("channel " + channel + " of " + name()
                        + " does not exist: choose from 1 to " + imageChannels);
            }
            if (Arrays.stream(wanted, 0, i).anyMatch(earlier -> earlier == channel)) {
                throw new IllegalArgumentException("channel " + channel + " is chosen twice");
            }
        }
        return wanted.clone();
    }

    private int[] rgbChannels(int[] wanted) {
        if (imageChannels > 1) {
            throw new IllegalArgumentException(name() + " is RGB and has " + imageChannels
                    + " channels: split it with Image > Color > Split Channels");
        }
        int[] all = {1, 2, 3};
        if (wanted != null && !Arrays.equals(wanted, all)) {
            throw new IllegalArgumentException("channels of the RGB image " + name()
                    + " cannot be chosen: turn it into a stack with Image > Color > Make Composite");
        }
        return all;
    }

    /** The image's title. */
    @Override
    public String name() {
        return image.getTitle();
    }

    /** Frames, channels (3 for RGB), depth, height, width. */
    @Override
    public int[] shape() {
        return new int[] {frames, channels.length, depth, height, width};
    }

    /** {@link #UINT8}, {@link #UINT16}, {@link #RGB} or {@link #FLOAT32}. */
    @Override
    public int pixelType() {
        return pixelType;
    }

    /** Distance of slices / mean distance of pixels in a slice; 0 for one slice or where the calibration is silent. */
    @Override
    public double zRatio() {
        Calibration calibration = image.getCalibration();
        boolean oneUnit = calibration.getXUnit().equals(calibration.getYUnit())
                && calibration.getXUnit().equals(calibration.getZUnit());
        double ratio = calibration.pixelDepth / ((calibration.pixelWidth + calibration.pixelHeight) / 2);
        boolean known = depth > 1 && calibration.scaled() && oneUnit && ratio > 0 && !Double.isInfinite(ratio);
        return known ? ratio : 0;
    }

    /** Whether the distance of slices is known: 1 is what ImageJ has where only the pixels' size was set. */
    public boolean isDepthCalibrated() {
        Calibration calibration = image.getCalibration();
        return zRatio() > 0 && (calibration.pixelDepth != 1 || calibration.pixelWidth == 1);
    }

    /**
     * A whole plane: byte[], short[], float[], or int[] for RGB, where it holds all three channels. It belongs to the
     * image and must not be written to.
     *
     * @param frame from 0
     * @param channel from 0, in the order of the chosen channels
     * @param z from 0
     * @throws IOException where a virtual stack cannot read the plane, or the image is not as it was
     */
    @Override
    public Object plane(int frame, int channel, int z) throws IOException {
        if (frame < 0 || frame >= frames || channel < 0 || channel >= channels.length || z < 0 || z >= depth) {
            throw new IndexOutOfBoundsException("frame " + frame + ", channel " + channel + ", slice " + z);
        }
        int stackChannel = pixelType == RGB ? 0 : channels[channel] - 1;
        int index = stackChannel + imageChannels * (z + depth * frame) + 1;
        if (cache == null) {
            return pixels(index);
        }
        Object pixels = cache.get(index);
        if (pixels == null) {
            checkFile(index);
            pixels = pixels(index);
            cache.put(index, pixels);
        }
        return pixels;
    }

    private Object pixels(int index) throws IOException {
        Object pixels = null;
        RuntimeException failure = null;
        try {
            pixels = stack.getPixels(index);
        } catch (RuntimeException e) { // the stack has lost slices, or its file is damaged
            failure = e;
        }
        if (pixels == null || !isAsItWas()) {
            throw new IOException("image " + name() + (stack.isVirtual() && isAsItWas()
                    ? ": plane " + index + " cannot be read" + (failure == null ? "" : ": " + failure)
                    : " was closed or changed while it was read: leave it as it is until the command has ended"),
                    failure);
        }
        if (!fits(pixels)) {
            throw new IOException("plane " + index + " of " + name() + " has not the image's size or type");
        }
        return pixels;
    }

    private boolean isAsItWas() {
        int planes = imageChannels * depth * frames;
        return stack.getSize() == planes && stack.getWidth() == width && stack.getHeight() == height
                && image.getStackSize() == planes && image.getWidth() == width && image.getHeight() == height
                && pixelType(image) == pixelType;
    }

    /** Refuses a plane whose file is gone: ImageJ makes a picture of the words, or a black plane. */
    private void checkFile(int index) throws IOException {
        if (stack.getClass() != VirtualStack.class && stack.getClass() != FileInfoVirtualStack.class) {
            return;
        }
        String folder = ((VirtualStack) stack).getDirectory();
        String name = folder == null ? null : ((VirtualStack) stack).getFileName(index);
        if (name != null && !new File(folder, name).isFile()) {
            throw new IOException("plane " + index + " of " + name() + " cannot be read: there is no file "
                    + new File(folder, name));
        }
    }

    private boolean fits(Object pixels) {
        boolean type = pixelType == UINT8 ? pixels instanceof byte[]
                : pixelType == UINT16 ? pixels instanceof short[]
                : pixelType == RGB ? pixels instanceof int[] : pixels instanceof float[];
        return type && Array.getLength(pixels) == width * height;
    }
}
