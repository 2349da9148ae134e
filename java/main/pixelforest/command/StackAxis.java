package pixelforest.command;

import ij.IJ;
import ij.gui.YesNoCancelDialog;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import pixelforest.image.ImageSource;

/**
 * What a stack's slices are: files often have time points or separate images as slices, which must not be smoothed
 * into each other. Unclear where the distance of slices is not calibrated and the option dimensions is not given.
 */
final class StackAxis {
    private static final String DIMENSIONS = "dimensions";

    private StackAxis() {}

    /**
     * Asks a person, where there is one: the answer becomes the option dimensions. Returns a hint for a result where
     * there is nobody to ask, else an empty text.
     */
    static String settle(Options options, Context context, List<ImageSource> images) {
        for (ImageSource image : images) {
            if (isUnclear(options, image)) {
                String slices = "the " + image.shape()[2] + " slices of " + image.name();
                if (!context.isInteractive()) {
                    return slices + " are taken for a volume, though their distance is not calibrated: if they are "
                            + "time points or separate images, use dimensions=2d, else dimensions=auto";
                }
                // Not 3d, which refuses stacks too thin for the largest features instead of having those in 2D.
                options.answer(DIMENSIONS, isVolume(slices) ? "auto" : "2d");
            }
        }
        return "";
    }

    private static boolean isUnclear(Options options, ImageSource image) {
        int[] shape = image.shape();
        boolean chosen = Arrays.stream(options.text("features").split(";")).allMatch(entry -> entry.contains("@"));
        return options.given(Collections.singletonList(DIMENSIONS)).isEmpty() && !chosen
                && shape[0] == 1 && shape[2] > 1 && !image.isDepthCalibrated();
    }

    private static boolean isVolume(String slices) {
        YesNoCancelDialog dialog = new YesNoCancelDialog(IJ.getInstance(), "Pixel Forest",
                "What are " + slices + "? Their distance is not calibrated.\n \n"
                        + "A volume has features in 3D. Time points and separate images have features in 2D,\n"
                        + "each slice on its own.",
                "Volume", "Separate Images");
        if (dialog.cancelPressed()) {
            throw new CancellationException();
        }
        return dialog.yesPressed();
    }
}
