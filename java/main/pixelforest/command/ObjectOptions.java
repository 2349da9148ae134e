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

/** Options about objects that several commands share. */
final class ObjectOptions {
    /** Which classes, and from when on a pixel belongs to an object. */
    static final List<Option> ROLES = Collections.unmodifiableList(Arrays.asList(
            Option.text("object_class", "", "class of the objects; empty: the one not called background"),
            Option.text("boundary_class", "", "class of their boundaries, or none; empty: one called rim, membrane..."),
            Option.number("threshold", "0.5", 0, 1, "least probability of the objects")));

    /** How objects are made of probabilities. */
    static final List<Option> STEPS = Collections.unmodifiableList(Arrays.asList(
            Option.choice("preset", "sets those of the options below that are left at their defaults",
                    "default", "ilastik-threshold", "ilastik-watershed"),
            Option.number("core", "", 0, 1, "hysteresis: objects hold a core of this probability; empty: the preset's", "none"),
            Option.choice("split", "how touching objects are separated", "watershed", "none"),
            Option.number("merge", "0.95", 0, 1, "over-split parts are merged; nearer to 1: more objects"),
            Option.number("sigma", "1", 0, 100, "smoothing before the threshold, in pixels; of a mask none"),
            Option.number("seed_sigma", "", 0, 100, "smoothing before splitting, in pixels; none: by the objects' size", "none"),
            Option.choice("seeds", "one in each maximum of depth x probability, or of one of them",
                    "product", "distance", "probability"),
            Option.number("prominence", "0", 0, 1e6, "least height of a seed above its surroundings (h-maxima)")
                    .hidden(),
            Option.number("alpha", "", 0, 1, "flood alpha x probability + (1 - alpha) x depth; none: flood what gives seeds", "none")
                    .hidden(),
            Option.choice("connectivity", "4 and 6 neighbours (faces), or 8 and 26 (full)", "faces", "full").hidden(),
            Option.text("min_size", "", "as in 20px, 5um2, 5um3; empty: a tenth of the median object, or the preset's"),
            Option.text("max_size", "", "as in 900px, 50um2, 50um3, none; empty: the preset's"),
            Option.flagOn("fill_holes", "fill the holes of objects"),
            Option.flag("exclude_edges", "leave out objects at the image's border"),
            Option.text("spacing", "", "distance of pixels x,y,z; empty: the calibration")));

    /** What is told of objects beside their labels. */
    static final Option MEASURE = Option.flag("measure", "a table of the objects"),
            ROIS = Option.flag("rois", "outlines in the ROI Manager, or with folder in a RoiSet.zip");

    private static final Pattern NUMBERS = Pattern.compile(
            "-?\\d*\\.?\\d+([eE]-?\\d+)?(,-?\\d*\\.?\\d+([eE]-?\\d+)?){2}");

    private ObjectOptions() {}

    /** The keys of those options that the library's job of objects knows, with those of any job. */
    static List<String> settings() {
        List<String> keys = Stream.concat(ROLES.stream(), STEPS.stream()).map(o -> o.key).collect(Collectors.toList());
        keys.remove("spacing");
        keys.addAll(Arrays.asList(Command.THREADS.key, Command.MEMORY.key));
        return keys;
    }

    /**
     * Distance of pixels along x, y, z: the option's, else the calibration's.
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
        } else if (!calibration.getXUnit().equals(calibration.getZUnit())) {
            throw new IllegalArgumentException("pixels of " + image.getTitle() + " are measured in " + calibration.getXUnit()
                    + ", slices in " + calibration.getZUnit() + ": give one unit in Image > Properties..., or spacing=x,y,z");
        } else if (calibration.pixelDepth == 1 && calibration.pixelWidth != 1) {
            // What ImageJ has where only the pixels' size was set, and a usual distance too.
            Command.note(result, "slices are 1 " + calibration.getZUnit() + " apart, as the calibration says: if that was never"
                    + " set, set it in Image > Properties..., or give spacing=x,y,z");
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
