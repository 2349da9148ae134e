package pixelforest.demo;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.plugin.GaussianBlur3D;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.StackStatistics;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.util.Locale;
import java.util.Properties;
import pixelforest.Macro;
import pixelforest.command.ShellLog;

/** The last part of the demo: a global threshold beside Pixel Forest's mask, both held against the truth. */
public final class Demo {
    private static final int[] SLICES_IN_PERCENT = {15, 35, 55, 75};

    private Demo() {}

    /** @param arguments the folder with the sample image and its results; it receives otsu.tif and montage.png */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        System.setOut(new ShellLog(System.err));
        int status = 1;
        try {
            compare(new File(arguments[0]), out);
            status = 0;
        } catch (IOException | RuntimeException e) {
            System.err.println("demo: " + e.getMessage());
        } finally {
            System.exit(status); // threads that ImageJ's filters leave behind would keep Java running
        }
    }

    private static void compare(File folder, PrintStream out) throws IOException {
        ImagePlus image = open(folder, "sample.tif");
        ImagePlus otsu = otsuMask(image);
        IJ.saveAsTiff(otsu, new File(folder, "otsu.tif").getPath());

        Properties byOtsu = evaluate(folder, "otsu.tif");
        Properties byForest = evaluate(folder, "sample_mask.tif");
        out.println("                         Otsu   Pixel Forest");
        for (String figure : new String[] {"dice", "voxel_precision", "voxel_recall"}) {
            out.println(row(figure, number(byOtsu, figure), number(byForest, figure)));
        }
        String covered = "nuclei covered of " + byForest.getProperty("truth_objects");
        out.println(row(covered, byOtsu.getProperty("covered_objects"), byForest.getProperty("covered_objects")));

        Montage montage = new Montage("raw", "truth", "Otsu", "probability", "segmentation");
        ImagePlus truth = open(folder, "sample_truth.tif");
        ImagePlus probabilities = open(folder, "sample_probabilities.tif");
        ImagePlus segmentation = open(folder, "sample_segmentation.tif");
        for (int percent : SLICES_IN_PERCENT) {
            int slice = 1 + image.getNSlices() * percent / 100;
            montage.addRow("z " + slice,
                    Montage.gray(image, slice, percentile(image, 1), percentile(image, 99.8)),
                    Montage.labels(truth, slice),
                    Montage.gray(otsu, slice, 0, 255),
                    Montage.gray(probabilities, probabilities.getStackIndex(2, slice, 1), 0, 1),
                    Montage.gray(segmentation, slice, 1, 2));
        }
        montage.save(new File(folder, "montage.png"));
    }

    /** What an ImageJ user would do: Gaussian Blur 3D with sigma 1, then Auto Threshold "Otsu dark stack". */
    private static ImagePlus otsuMask(ImagePlus image) {
        ImagePlus smooth = image.duplicate();
        GaussianBlur3D.blur(smooth, 1, 1, 1);
        IJ.setAutoThreshold(smooth, "Otsu dark stack");
        double threshold = smooth.getProcessor().getMinThreshold();
        ImageStack mask = new ImageStack(image.getWidth(), image.getHeight());
        for (int slice = 1; slice <= smooth.getStackSize(); slice++) {
            ImageProcessor pixels = smooth.getStack().getProcessor(slice);
            ByteProcessor plane = new ByteProcessor(image.getWidth(), image.getHeight());
            for (int i = 0; i < pixels.getPixelCount(); i++) plane.set(i, pixels.getf(i) >= threshold ? 255 : 0);
            mask.addSlice(plane);
        }
        ImagePlus result = new ImagePlus("otsu", mask);
        result.setCalibration(image.getCalibration());
        result.setDimensions(1, image.getNSlices(), 1);
        return result;
    }

    private static Properties evaluate(File folder, String labels) throws IOException {
        Properties result = new Properties();
        result.load(new StringReader(Macro.run("evaluate",
                "labels=[" + new File(folder, labels) + "] truth=[" + new File(folder, "sample_truth.tif") + "]")));
        return result;
    }

    private static ImagePlus open(File folder, String name) throws IOException {
        ImagePlus image = IJ.openImage(new File(folder, name).getPath());
        if (image == null) throw new IOException("cannot open " + new File(folder, name));
        return image;
    }

    private static double percentile(ImagePlus image, double percent) {
        int[] histogram = new StackStatistics(image).histogram16;
        long rest = (long) (image.getStackSize() * (long) image.getWidth() * image.getHeight() * percent / 100);
        int value = 0;
        while (value < histogram.length - 1 && (rest -= histogram[value]) > 0) value++;
        return value;
    }

    private static String number(Properties result, String key) {
        return String.format(Locale.ROOT, "%.3f", Double.parseDouble(result.getProperty(key)));
    }

    private static String row(String name, String otsu, String forest) {
        return String.format("%-22s %7s %14s", name, otsu, forest);
    }
}
