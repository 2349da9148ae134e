package pixelforest.command;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pixelforest.image.ImageSource;

/** Options about objects that several commands share. */
final class ObjectOptions {
    /** Which classes, and from when on a pixel belongs to an object. */
    static final List<Option> ROLES = Collections.unmodifiableList(Arrays.asList(
            Option.text("object_class", "", "class of the objects; empty: the one not called background"),
            Option.text("boundary_class", "", "class of their boundaries, or none; empty: one called rim, membrane..."),
            Option.number("threshold", "0.5", 0, 1, "least probability of the objects")));

    /** How objects are made of probabilities. */
    static final List<Option> STEPS = Collections.unmodifiableList(Arrays.asList(
            Option.choice("preset", "where the other options start from",
                    "default", "ilastik-threshold", "ilastik-watershed"),
            Option.number("core", "", 0, 1, "hysteresis: objects hold a core of this probability; empty: none"),
            Option.choice("split", "how touching objects are separated", "watershed", "none"),
            Option.number("merge", "0.95", 0, 1, "over-split parts are merged; nearer to 1: more objects"),
            Option.number("sigma", "1", 0, 100, "smoothing before the threshold, in pixels"),
            Option.number("seed_sigma", "", 0, 100, "smoothing before splitting, in pixels; empty: by the objects' size"),
            Option.choice("seeds", "one in each maximum of depth x probability, or of one of them",
                    "product", "distance", "probability"),
            Option.number("prominence", "0", 0, 1e6, "least height of a seed above its surroundings (h-maxima)")
                    .hidden(),
            Option.number("alpha", "", 0, 1, "flood alpha x probability + (1 - alpha) x depth; empty: flood what gives seeds")
                    .hidden(),
            Option.choice("connectivity", "4 and 6 neighbours (faces), or 8 and 26 (full)", "faces", "full").hidden(),
            Option.text("min_size", "", "as in 20px, 5um2, 5um3; empty: a tenth of the median object"),
            Option.text("max_size", "", "as in 900px, 50um2, 50um3; empty: none"),
            Option.flagOn("fill_holes", "fill the holes of objects"),
            Option.flag("exclude_edges", "leave out objects at the image's border"),
            Option.text("spacing", "", "distance of pixels x,y,z; empty: the calibration")));

    /** What is told of objects beside their labels. */
    static final Option MEASURE = Option.flag("measure", "a table of the objects"),
            ROIS = Option.flag("rois", "outlines in the ROI Manager, or with folder in a RoiSet.zip");

    private static final Pattern NUMBERS = Pattern.compile(
            "-?\\d*\\.?\\d+([eE]-?\\d+)?(,-?\\d*\\.?\\d+([eE]-?\\d+)?){2}");

    private ObjectOptions() {}

    /** The keys of those options that the library knows. */
    static List<String> settings() {
        List<String> keys = Stream.concat(ROLES.stream(), STEPS.stream()).map(o -> o.key).collect(Collectors.toList());
        keys.remove("spacing");
        return keys;
    }

    /**
     * Distance of pixels along x, y, z: the option's, else the calibration's. Where slices have no distance of their own
     * it is taken to be that of pixels, with a note.
     *
     * @param result receives the note
     */
    static double[] spacing(Options options, ImagePlus image, Map<String, String> result) {
        if (options.has("spacing")) {
            return given(options.text("spacing"));
        }
        Calibration calibration = image.getCalibration();
        double[] spacing = {calibration.pixelWidth, calibration.pixelHeight, calibration.pixelDepth};
        if (image.getNSlices() == 1) {
            spacing[2] = spacing[0];
        } else if (calibration.scaled() && !ImageSource.of(image, null).isDepthCalibrated()
                && calibration.pixelDepth == 1) {
            spacing[2] = spacing[0];
            Command.note(result, "the distance of slices is not calibrated and was taken to be that of pixels: set it in"
                    + " Image > Properties..., or give spacing=x,y,z");
        }
        return spacing;
    }

    private static double[] given(String text) {
        if (!NUMBERS.matcher(text.replaceAll("\\s", "")).matches()) {
            throw new OptionException("spacing=" + text + ": write three numbers x,y,z above 0, as in 0.2,0.2,0.5");
        }
        double[] spacing = Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
        if (Arrays.stream(spacing).anyMatch(distance -> !(distance > 0))) {
            throw new OptionException("spacing=" + text + ": distances are above 0, as in 0.2,0.2,0.5");
        }
        return spacing;
    }
}
