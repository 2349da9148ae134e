package pixelforest.image;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileInfo;
import ij.Prefs;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import pixelforest.engine.Labels;

/** Planes of one result of an image, for the engine to fill, and the ImagePlus made of them. */
public final class ResultStack {
    /** What the planes hold. */
    public enum Kind {
        /** 32-bit, 0 to 1, one channel per class. */
        PROBABILITIES,
        /** 8-bit, the number of the class (the first is 1). */
        SEGMENTATION,
        /** 8-bit, 255 for the object and 0 elsewhere. */
        MASK,
        /** 16-bit (32-bit above 65,535 objects), the number of the object and 0 elsewhere. */
        OBJECTS,
        /** 32-bit, 0 to 1. */
        UNCERTAINTY,
        /** 32-bit, one channel per feature. */
        FEATURES;

        private int bytes() {
            return this == SEGMENTATION || this == MASK ? 1 : this == OBJECTS ? 2 : 4;
        }

        private boolean hasChannels() {
            return this == PROBABILITIES || this == FEATURES;
        }
    }

    /** Image property that marks results; its value is the kind in lower case. */
    public static final String TAG = "pixelforest.result";

    /** Image properties of results about classes: names and colours (#rrggbb), separated by commas. */
    private static final String CLASSES = "pixelforest.classes", COLORS = "pixelforest.class_colors";

    private final Kind kind;
    private final String[] channelNames;
    private final int[] channelColors;
    /** z0, z1, y0, y1, x0, x1, t0, t1. */
    private final int[] region;
    private final Calibration calibration;
    /** Slice and frame of the image, from 1, at which the result opens. */
    private final int[] opensAt;
    private final int channels;
    private final Object[] planes;
    /** The source's folder, where a macro's relative paths start from and File > Save As begins; null for none. */
    private final String folder;
    /** One per plane. */
    private final String[] labels;
    /** The largest number of objects. */
    private int largest;

    /**
     * Planes of zeros.
     *
     * @param source the image that the result belongs to: gives the size, the calibration and the plane to open at
     * @param channelNames classes, or features for {@link Kind#FEATURES}
     * @param channelColors 0xRRGGBB, one per class; null means default colours
     * @param region z0, z1, y0, y1, x0, x1, t0, t1 that the result covers (ends are one past the last), from 0; null
     *     means the whole image
     */
    public ResultStack(ImagePlus source, Kind kind, String[] channelNames, int[] channelColors, int[] region) {
        this.kind = kind;
        this.channelNames = channelNames.clone();
        int[] colors = channelColors == null ? ClassLut.defaultColors(channelNames.length) : channelColors;
        this.channelColors = colors.clone();
        this.region = (region == null ? wholeOf(source) : region).clone();
        this.calibration = calibration(source, this.region);
        int[] shown = source.convertIndexToPosition(source.getCurrentSlice());
        this.opensAt = new int[] {shown[1], shown[2]};
        this.channels = kind.hasChannels() ? channelNames.length : 1;
        this.planes = new Object[Math.multiplyExact(Math.multiplyExact(channels, depth()), frames())];
        this.labels = labels(source);
        FileInfo file = source.getOriginalFileInfo();
        this.folder = file == null ? null : file.directory;
    }

    /**
     * Refuses results that Java's memory cannot hold, before long work on them begins.
     *
     * @throws IllegalArgumentException with what they need and what is free
     */
    public static void checkMemory(ResultStack... stacks) {
        long bytes = 0;
        for (ResultStack stack : stacks) {
            bytes += (long) stack.planes.length * stack.width() * stack.height() * stack.kind.bytes();
        }
        if (bytes > Memory.free()) {
            System.gc(); // what is garbage counts as used until then
        }
        if (bytes > Memory.free()) {
            throw new IllegalArgumentException("the results take " + (bytes >> 20) + " MB and Java has "
                    + (Memory.free() >> 20) + " MB free: ask for fewer results or a part of the image (region, slices, "
                    + "frames), or give ImageJ more memory in Edit > Options > Memory & Threads...");
        }
    }

    /** z0, z1, y0, y1, x0, x1, t0, t1 of a whole image. */
    public static int[] wholeOf(ImagePlus image) {
        return new int[] {0, image.getNSlices(), 0, image.getHeight(), 0, image.getWidth(), 0, image.getNFrames()};
    }

    /** The channel's name, or where there is one channel the label of the image's slice, such as its file. */
    private String[] labels(ImagePlus source) {
        String[] labels = new String[planes.length];
        for (int i = 0; i < labels.length; i++) {
            int slice = i / channels;
            int index = source.getStackIndex(1, region[0] + slice % depth() + 1, region[6] + slice / depth() + 1);
            labels[i] = kind.hasChannels() ? channelNames[i % channels] : source.getStack().getSliceLabel(index);
        }
        return labels;
    }

    /** Which result of Pixel Forest an image is; empty for other images. */
    public static String kindOf(ImagePlus image) {
        String tag = image.getProp(TAG);
        return tag == null ? "" : tag;
    }

    /** The names of the classes whose probabilities an image holds, else the numbers of its channels. */
    public static String[] classesOf(ImagePlus image) {
        String names = image.getProp(CLASSES);
        String[] classes = names == null ? new String[0] : names.split(",");
        if (classes.length == image.getNChannels()) {
            return classes;
        }
        String[] numbers = new String[image.getNChannels()];
        Arrays.setAll(numbers, i -> Integer.toString(i + 1));
        return numbers;
    }

    /** Whether an image is a result of Pixel Forest. */
    public static boolean isResult(ImagePlus image) {
        return !kindOf(image).isEmpty();
    }

    /** Rows of a plane. */
    public int height() {
        return region[3] - region[2];
    }

    /** Pixels in a row of a plane. */
    public int width() {
        return region[5] - region[4];
    }

    private int depth() {
        return region[1] - region[0];
    }

    private int frames() {
        return region[7] - region[6];
    }

    /**
     * A plane to fill: byte[] for segmentation and mask, short[] or float[] for objects, else float[]; rows of {@link #width} pixels.
     *
     * @param frame frame of the image, from 0
     * @param channel class or feature, from 0; 0 for kinds of one channel
     * @param z slice of the image, from 0
     */
    public Object plane(int frame, int channel, int z) {
        int t = frame - region[6];
        int slice = z - region[0];
        if (t < 0 || t >= frames() || channel < 0 || channel >= channels || slice < 0 || slice >= depth()) {
            throw new IndexOutOfBoundsException("frame " + frame + ", channel " + channel + ", slice " + z);
        }
        return planeAt(channel + channels * (slice + depth() * t));
    }

    /**
     * Takes the objects of a frame, for a stack of objects.
     *
     * @param frame frame of the image, from 0
     */
    public void put(int frame, Labels objects) {
        largest = Math.max(largest, objects.count());
        if (largest > Labels.MOST_SHORT) {
            Arrays.setAll(planes, i -> planes[i] instanceof short[] ? toFloats((short[]) planes[i]) : planes[i]);
        }
        for (int z = 0; z < depth(); z++) {
            objects.read(z, plane(frame, 0, region[0] + z));
        }
    }

    private static float[] toFloats(short[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers[i] & 0xFFFF;
        }
        return floats;
    }

    /** A plane by its place in the stack; made when first asked for, so that memory grows with the work. */
    private synchronized Object planeAt(int index) {
        if (planes[index] == null) {
            int size = Math.multiplyExact(width(), height());
            planes[index] = kind.bytes() == 1 ? new byte[size]
                    : kind.bytes() == 2 && largest <= Labels.MOST_SHORT ? new short[size] : (Object) new float[size];
        }
        return planes[index];
    }

    /**
     * The result as an image, which is not shown. It shares the planes.
     *
     * @param record how the result was made: becomes image properties, which ImageJ saves in TIFF files
     */
    public ImagePlus toImage(String title, Properties record) {
        ImageStack stack = new ImageStack(width(), height());
        for (int i = 0; i < planes.length; i++) {
            stack.addSlice(labels[i], planeAt(i));
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.setDimensions(channels, depth(), frames());
        image.setOpenAsHyperStack(image.getNDimensions() > 3);
        image = withColors(image);
        openAtTheSourcesPlane(image);
        if (folder != null) {
            FileInfo beside = new FileInfo();
            beside.directory = folder;
            image.setFileInfo(beside);
        }
        image.setCalibration(calibration);
        for (String key : record.stringPropertyNames()) {
            image.setProp(key, record.getProperty(key));
        }
        image.setProp(TAG, kind.name().toLowerCase(Locale.ROOT));
        if (kind != Kind.FEATURES && kind != Kind.OBJECTS) {
            image.setProp(CLASSES, String.join(",", channelNames));
            image.setProp(COLORS, Arrays.stream(channelColors).mapToObj(color -> String.format("#%06x", color))
                    .collect(Collectors.joining(",")));
        }
        return image;
    }

    private ImagePlus withColors(ImagePlus image) {
        switch (kind) {
            case PROBABILITIES:
                return channels > 1 ? probabilities(image) : shown(image, ClassLut.ramp(channelColors[0], 0, 1));
            case FEATURES:
                return channels > 1 ? features(image) : image;
            case SEGMENTATION:
                LUT labels = ClassLut.labels(channelColors);
                labels.max = 255;
                return shown(image, labels);
            case MASK:
                return shown(image, mask());
            case OBJECTS:
                return shown(image, LabelLut.upTo(largest));
            default:
                return shown(image, ClassLut.ramp(0xFFFFFF, 0, 1));
        }
    }

    /** As ImageJ's own masks: 255 is the object, which is black unless backgrounds are. */
    private static LUT mask() {
        LUT white = ClassLut.ramp(0xFFFFFF, 0, 255);
        LUT lut = Prefs.blackBackground ? white : white.createInvertedLut();
        lut.min = 0;
        lut.max = 255;
        return lut;
    }

    private static ImagePlus shown(ImagePlus image, LUT lut) {
        image.setLut(lut);
        image.setDisplayRange(lut.min, lut.max);
        return image;
    }

    /** Probabilities are opened at the object class. */
    private void openAtTheSourcesPlane(ImagePlus image) {
        int channel = kind == Kind.PROBABILITIES ? objectClass() + 1 : 1;
        image.setPosition(channel, opensAt[0] - region[0], opensAt[1] - region[6]);
    }

    private ImagePlus probabilities(ImagePlus image) {
        LUT[] luts = new LUT[channels];
        for (int c = 0; c < channels; c++) {
            luts[c] = ClassLut.ramp(channelColors[c], 0, 1);
        }
        CompositeImage composite = new CompositeImage(image, IJ.COMPOSITE);
        composite.setLuts(luts);
        composite.setDisplayRange(0, 1);
        return composite;
    }

    /** Features differ in range by orders of magnitude, so each has a display range of its own. */
    private static ImagePlus features(ImagePlus image) {
        CompositeImage composite = new CompositeImage(image, IJ.GRAYSCALE);
        int middle = image.getStackIndex(1, image.getNSlices() / 2 + 1, image.getNFrames() / 2 + 1);
        LUT[] luts = new LUT[image.getNChannels()];
        for (int c = 0; c < luts.length; c++) {
            ImageProcessor plane = image.getStack().getProcessor(middle + c);
            plane.resetMinAndMax(); // the stack gives its planes one range
            luts[c] = ClassLut.ramp(0xFFFFFF, plane.getMin(), plane.getMax());
        }
        composite.setLuts(luts);
        composite.setDisplayRange(luts[0].min, luts[0].max);
        return composite;
    }

    /** The one class that is not called background; the last where that is not one class. */
    private int objectClass() {
        int last = channels - 1;
        int found = -1;
        for (int c = 0; c < channels; c++) {
            if (!channelNames[c].equalsIgnoreCase("background")) {
                if (found >= 0) {
                    return last;
                }
                found = c;
            }
        }
        return found < 0 ? last : found;
    }

    /** The source's, moved to the region; a calibration of grey values means nothing here. */
    private static Calibration calibration(ImagePlus source, int[] region) {
        Calibration calibration = source.getCalibration().copy();
        calibration.disableDensityCalibration();
        calibration.xOrigin -= region[4];
        calibration.yOrigin -= region[2];
        calibration.zOrigin -= region[0];
        return calibration;
    }
}
