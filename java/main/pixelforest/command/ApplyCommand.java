package pixelforest.command;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import pixelforest.engine.ApplyJob;
import pixelforest.engine.Model;
import pixelforest.engine.ObjectJob;
import pixelforest.engine.PlaneSink;
import pixelforest.image.ImageLock;
import pixelforest.image.ImageSource;
import pixelforest.image.ResultStack;

/** Applies a model to an image. */
final class ApplyCommand extends Command {
    private static final String OBJECTS = "objects";
    private static final List<String> SETTINGS = Arrays.asList(
            "object_class", "boundary_class", "threshold", THREADS.key, MEMORY.key);
    private static final List<String> OBJECT_SETTINGS = ObjectOptions.settings();

    ApplyCommand() {
        super("apply", "Applies a model to an image.", options());
    }

    private static Option[] options() {
        List<Option> options = new ArrayList<>(Arrays.asList(
                Option.file("model", "file of the model, .pforest").required(),
                Images.IMAGE, Images.SERIES, Region.REGION, Region.SLICES, Region.FRAMES,
                Option.text("channels", "", "numbers, as in 1,3; empty: those of the training"),
                Option.list("results", "probabilities", "probabilities, segmentation, mask, objects, uncertainty",
                        "probabilities", "segmentation", "mask", OBJECTS, "uncertainty")));
        options.addAll(ObjectOptions.ROLES);
        // The dialog would not fit a screen: the steps have one of their own, that of objects.
        ObjectOptions.STEPS.forEach(step -> options.add(step.hidden()));
        options.addAll(Arrays.asList(ObjectOptions.MEASURE, ObjectOptions.ROIS, THREADS, MEMORY, Output.FOLDER));
        return options.toArray(new Option[0]);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        Output output = new Output(options, context);
        File modelFile = context.source(options.text("model"));
        options.record("model", modelFile.getAbsolutePath());
        ImagePlus image = Images.open(options, context);
        String[] results = new LinkedHashSet<>(options.list("results")).toArray(new String[0]);
        checkObjectOptions(options, results);
        Map<String, String> result = new LinkedHashMap<>();
        try (Model model = Model.load(modelFile); ImageLock lock = ImageLock.of(image)) {
            int[] region = Region.of(options, image);
            int[] computed = region == null ? ResultStack.wholeOf(image) : region;
            Map<String, String> info = model.info();
            ImageSource source = source(image, options.text("channels"), info);
            boolean wantsObjects = Arrays.asList(results).contains(OBJECTS);
            double[] spacing = wantsObjects ? ObjectOptions.spacing(options, image, result) : null;
            try (ObjectJob objects = wantsObjects ? objectJob(options, image, computed, model, spacing) : null;
                    ApplyJob job = ApplyJob.predict(model, source, region, results, settings(options, objects));
                    Watch watch = objects == null ? context.watch(this, job) : context.watch(this, job, objects)) {
                ResultStack[] stacks = new ResultStack[results.length];
                PlaneSink[] sinks = new PlaneSink[results.length];
                ObjectResults found = null;
                for (int i = 0; i < results.length; i++) {
                    ResultStack.Kind kind = ResultStack.Kind.valueOf(results[i].toUpperCase(Locale.ROOT));
                    stacks[i] = new ResultStack(image, kind, model.classNames(), model.classColors(), region);
                    sinks[i] = stacks[i]::plane;
                    if (kind == ResultStack.Kind.OBJECTS) {
                        found = new ObjectResults(options, context, output, image, stacks[i], computed, spacing, source);
                        job.objectsTo(i, objects, found);
                    }
                }
                ResultStack.checkMemory(stacks);
                long forecast = objects == null ? context.forecast(this, job) : context.forecast(this, job, objects);
                job.run(sinks);
                Properties record = Output.record(line(options));
                record.setProperty(Output.MODEL, info.get("hash"));
                for (int i = 0; i < results.length; i++) {
                    if (results[i].equals(OBJECTS)) {
                        found.put(Images.baseName(image), record, result);
                    } else {
                        String title = Images.baseName(image) + "_" + results[i];
                        result.put(results[i], output.put(stacks[i].toImage(title, record)));
                    }
                }
                result.put("forecast_mb", Long.toString(forecast >> 20));
                job.report().forEach((key, value) -> result.merge(key, value, (before, more) -> before + "; " + more));
                Images.note(result, image, options);
            }
        }
        return result;
    }

    /** The settings of the prediction, which has the memory that the objects leave. */
    private static Map<String, String> settings(Options options, ObjectJob objects) {
        Map<String, String> settings = options.given(SETTINGS);
        if (objects != null) {
            settings.computeIfPresent(MEMORY.key, (key, memory) ->
                    Long.toString(Math.max(1, Long.parseLong(memory) - (objects.forecastBytes() >> 20))));
        }
        return settings;
    }

    /** Refuses options about objects where none are asked for. */
    private static void checkObjectOptions(Options options, String[] results) {
        List<String> keys = new ArrayList<>(OBJECT_SETTINGS);
        keys.removeAll(SETTINGS);
        keys.addAll(Arrays.asList("spacing", ObjectOptions.MEASURE.key, ObjectOptions.ROIS.key));
        List<String> changed = options.changed(keys);
        if (!Arrays.asList(results).contains(OBJECTS) && !changed.isEmpty()) {
            throw new OptionException("option " + changed.get(0) + " is about objects: ask for them too, as in results="
                    + String.join(",", results) + "," + OBJECTS + ", or leave it out");
        }
    }

    private static ObjectJob objectJob(
            Options options, ImagePlus image, int[] region, Model model, double[] spacing) {
        int[] shape = {region[7] - region[6], 1, region[1] - region[0], region[3] - region[2], region[5] - region[4]};
        Map<String, String> settings = options.given(OBJECT_SETTINGS);
        settings.put("input", "probabilities");
        return ObjectJob.ofResults(image.getTitle(), shape, spacing, image.getCalibration().getUnit(),
                model.classNames(), settings);
    }

    /** The image with the given channels, else with those that the training chose. */
    private static ImageSource source(ImagePlus image, String channels, Map<String, String> info) {
        String trained = trainedChannels(info.getOrDefault("command", ""));
        if (!channels.isEmpty() || trained.isEmpty()) {
            return Images.source(image, channels);
        }
        try {
            return Images.source(image, trained);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the model was trained with channels=" + trained + ", and "
                    + e.getMessage() + "; say with channels= which to use instead", e);
        }
    }

    /** The option channels of a training's line; empty where it was not given, which means all. */
    private static String trainedChannels(String command) {
        return Grammar.parse(command.substring(command.indexOf(' ') + 1)).getOrDefault("channels", "");
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "probabilities", "title or path of this result, and likewise of each that was asked for",
                "count", "results=objects: how many there are, in all frames",
                "measurements", "title or path of the table of objects; only with measure",
                "rois", "path of the outlines of objects, or how many went to the ROI Manager; only with rois",
                "forecast_mb", "how much memory the native library expected to need",
                "note", "what was done otherwise than asked");
    }
}
