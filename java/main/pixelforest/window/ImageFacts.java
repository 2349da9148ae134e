package pixelforest.window;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import pixelforest.image.ImageSource;

/** What is to be known of an image before it is segmented, in words. */
final class ImageFacts {
    private ImageFacts() {}

    /** Size and type, and the size of a voxel. */
    static String of(SessionImage image) {
        ImagePlus shown = image.image;
        ImageSource source = image.source;
        int[] shape = source.shape();
        List<String> parts = new ArrayList<>();
        parts.add(shape[4] + " \u00d7 " + shape[3] + " pixels");
        add(parts, shape[2], "slices");
        add(parts, shape[0], "frames");
        add(parts, shown.getNChannels(), "channels");
        parts.add(shown.getBitDepth() == 24 ? "RGB" : shown.getBitDepth() + "-bit");
        return String.join(", ", parts) + "\n" + voxel(shown.getCalibration(), shape[2] > 1, source.isDepthCalibrated());
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 1) {
            parts.add(count + " " + what);
        }
    }

    private static String voxel(Calibration calibration, boolean volume, boolean depthKnown) {
        if (!calibration.scaled()) {
            return "The size of a pixel is not calibrated (Image > Properties\u2026).";
        }
        String size = number(calibration.pixelWidth) + " \u00d7 " + number(calibration.pixelHeight)
                + (volume && depthKnown ? " \u00d7 " + number(calibration.pixelDepth) : "");
        return (volume ? "Voxel " : "Pixel ") + size + " " + unit(calibration)
                + (volume && !depthKnown ? "; the distance of slices is not calibrated" : "");
    }

    /** The unit of length as people write it. */
    static String unit(Calibration calibration) {
        String unit = calibration.getUnits();
        return unit.startsWith("micron") || unit.equals("um") ? "\u00b5m" : unit;
    }

    /** A number to three digits, as short as it can be. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3g", value);
        return text.contains("e") || !text.contains(".") ? text : text.replaceFirst("\\.?0+$", "");
    }

    /** Whether nobody has said if slices are a volume or separate images. */
    static boolean isAxisUnclear(SessionImage image, boolean dimensionsChosen) {
        int[] shape = image.source.shape();
        return !dimensionsChosen && shape[0] == 1 && shape[2] > 1 && !image.source.isDepthCalibrated();
    }
}
