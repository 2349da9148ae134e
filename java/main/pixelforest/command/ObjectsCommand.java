package pixelforest.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import pixelforest.engine.ObjectJob;
import pixelforest.image.ImageLock;
import pixelforest.image.ImageSource;
import pixelforest.image.ResultStack;

/** Makes objects of probabilities or of a mask. */
final class ObjectsCommand extends Command {
    private static final Option INTENSITY = Option.image(
            "intensity", "measure: an image whose intensities are measured; empty: none");
    private static final List<String> SETTINGS = ObjectOptions.settings();

    ObjectsCommand() {
        super("objects", "Separates the objects of probabilities or of a mask.", options());
    }

    private static Option[] options() {
        List<Option> options = new ArrayList<>();
        options.add(Option.result("image", "probabilities or a mask: title of an open image, or a file"));
        options.add(Images.SERIES);
        options.addAll(ObjectOptions.ROLES);
        options.addAll(ObjectOptions.STEPS);
        options.addAll(Arrays.asList(
                ObjectOptions.MEASURE, INTENSITY, ObjectOptions.ROIS, THREADS, MEMORY, Output.FOLDER));
        return options.toArray(new Option[0]);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        Output output = new Output(options, context);
        ImagePlus image = Images.open(options, context);
        checkKind(image);
        if (options.has(INTENSITY.key) && !options.is(ObjectOptions.MEASURE)) {
            throw new OptionException("option intensity is about the table: give measure too, or leave it out");
        }
        ImagePlus intensity = options.has(INTENSITY.key) ? context.image(options.text(INTENSITY.key)) : null;
        List<ImagePlus> images = new ArrayList<>(Arrays.asList(image));
        Map<String, String> result = new LinkedHashMap<>();
        if (intensity != null) {
            options.record(INTENSITY.key, Images.lastingName(intensity));
            checkSize(intensity, image);
            images.add(intensity);
        }
        double[] spacing = ObjectOptions.spacing(options, image, result);
        int[] region = ResultStack.wholeOf(image);
        try (ImageLock lock = ImageLock.of(images);
                ObjectJob job = ObjectJob.of(ImageSource.of(image, null), spacing, image.getCalibration().getUnit(),
                        ResultStack.classesOf(image), settings(options, image));
                Watch watch = context.watch(this, job)) {
            ResultStack stack = new ResultStack(image, ResultStack.Kind.OBJECTS, new String[1], null, region);
            ResultStack.checkMemory(stack);
            long forecast = context.forecast(this, job);
            ObjectResults results = new ObjectResults(options, context, output, image, stack, region, spacing,
                    intensity == null ? null : ImageSource.of(intensity, null));
            job.run(results);
            Properties record = Output.record(line(options));
            if (image.getProp(Output.MODEL) != null) {
                record.setProperty(Output.MODEL, image.getProp(Output.MODEL));
            }
            results.put(name(image), record, result);
            result.put("forecast_mb", Long.toString(forecast >> 20));
            Images.note(result, image, options);
        }
        return result;
    }

    /** The settings, with what the pixels are where that is known. */
    private static Map<String, String> settings(Options options, ImagePlus image) {
        Map<String, String> settings = options.given(SETTINGS);
        String kind = ResultStack.kindOf(image);
        settings.put("input", !kind.isEmpty() ? kind : image.getNChannels() > 1 ? "probabilities" : "unknown");
        return settings;
    }

    /** A result is named after the image that its input came from: a_probabilities gives a_objects. */
    private static String name(ImagePlus image) {
        String name = Images.baseName(image);
        String suffix = "_" + ResultStack.kindOf(image);
        return ResultStack.isResult(image) && name.endsWith(suffix)
                ? name.substring(0, name.length() - suffix.length()) : name;
    }

    private static void checkKind(ImagePlus image) {
        String kind = ResultStack.kindOf(image);
        if (!Arrays.asList("", "probabilities", "mask").contains(kind)) {
            throw new IllegalArgumentException("image " + image.getTitle() + " is " + kind.toLowerCase(Locale.ROOT)
                    + " of Pixel Forest: give probabilities or a mask (apply with results=probabilities)");
        }
        if (image.getType() == ImagePlus.COLOR_RGB) {
            throw new IllegalArgumentException("image " + image.getTitle() + " is RGB, whose pixels are no"
                    + " probabilities: give probabilities or a mask of one grey channel");
        }
    }

    private static void checkSize(ImagePlus intensity, ImagePlus image) {
        boolean same = intensity.getWidth() == image.getWidth() && intensity.getHeight() == image.getHeight()
                && intensity.getNSlices() == image.getNSlices() && intensity.getNFrames() == image.getNFrames();
        if (!same) {
            throw new IllegalArgumentException("image " + intensity.getTitle() + ", whose intensities are to be measured,"
                    + " has another size than " + image.getTitle() + ": both must show the same region");
        }
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "count", "how many objects there are, in all frames",
                "objects", "title or path of the label image: 0 is background, objects are numbered from 1",
                "measurements", "title or path of the table; only with measure",
                "rois", "path of the outlines, or how many went to the ROI Manager; only with rois",
                "forecast_mb", "how much memory the native library expected to need",
                "note", "what was done otherwise than asked");
    }
}
