package pixelforest.demo;

import ij.IJ;
import ij.ImagePlus;
import ij.process.StackStatistics;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.util.Locale;
import java.util.Properties;
import pixelforest.Macro;
import pixelforest.command.ShellLog;

/** The last part of the demo: the objects of Otsu's threshold beside Pixel Forest's, all held against the truth. */
public final class Demo {
    private static final int[] SLICES_IN_PERCENT = {15, 35, 55, 75};

    private Demo() {}

    /** @param arguments the folder with the sample image and its results; it receives Otsu's objects and montage.png */
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
        Properties figures = new Properties();
        figures.load(new StringReader(Macro.run("evaluate", "labels=[" + new File(folder, "sample_objects.tif")
                + "] truth=[" + new File(folder, "sample_truth.tif") + "] image=[" + new File(folder, "sample.tif")
                + "] overlay folder=[" + folder + "]")));
        out.println("                     Otsu   Otsu + watershed   Pixel Forest");
        for (String figure : new String[] {"dice", "f1", "merged", "split", "missed"}) {
            out.println(String.format("%-12s %12s %18s %14s", figure, number(figures, "otsu." + figure),
                    number(figures, "otsu_watershed." + figure), number(figures, figure)));
        }
        out.println("of " + figures.getProperty("truth_objects") + " nuclei; f1: objects matched one to one");

        ImagePlus image = open(folder, "sample.tif");
        ImagePlus probabilities = open(folder, "sample_probabilities.tif");
        ImagePlus[] labels = {open(folder, "sample_truth.tif"), open(folder, "sample_otsu.tif"),
            open(folder, "sample_otsu_watershed.tif"), open(folder, "sample_objects.tif")};
        Montage montage = new Montage("raw", "truth", "Otsu", "Otsu + watershed", "Pixel Forest", "probability");
        for (int percent : SLICES_IN_PERCENT) {
            int slice = 1 + image.getNSlices() * percent / 100;
            montage.addRow("z " + slice,
                    Montage.gray(image, slice, percentile(image, 1), percentile(image, 99.8)),
                    Montage.labels(labels[0], slice),
                    Montage.labels(labels[1], slice),
                    Montage.labels(labels[2], slice),
                    Montage.labels(labels[3], slice),
                    Montage.gray(probabilities, probabilities.getStackIndex(2, slice, 1), 0, 1));
        }
        montage.save(new File(folder, "montage.png"));
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

    /** A fraction with three digits, a count as it is. */
    private static String number(Properties result, String key) {
        String value = result.getProperty(key);
        return value.contains(".") ? String.format(Locale.ROOT, "%.3f", Double.parseDouble(value)) : value;
    }
}
