package pixelforest.command;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import pixelforest.engine.ApplyJob;
import pixelforest.engine.Model;
import pixelforest.engine.PlaneSink;
import pixelforest.image.ImageLock;
import pixelforest.image.ImageSource;
import pixelforest.image.ResultStack;

/** Applies a model to an image. */
final class ApplyCommand extends Command {
    private static final List<String> SETTINGS =
            Arrays.asList("object_class", "boundary_class", "threshold", "threads", "memory");

    ApplyCommand() {
        super("apply", "Applies a model to an image.",
                Option.file("model", "file of the model, .pforest").required(),
                Images.IMAGE, Images.SERIES, Region.REGION, Region.SLICES, Region.FRAMES,
                Option.text("channels", "", "numbers, as in 1,3; empty: those of the training"),
                Option.list("results", "probabilities", "probabilities, segmentation, mask, uncertainty",
                        "probabilities", "segmentation", "mask", "uncertainty"),
                Option.text("object_class", "", "mask: class of the objects; empty: the one not called background"),
                Option.text("boundary_class", "", "mask: class of the objects' boundaries, if there is one"),
                Option.number("threshold", "0.5", 0, 1, "mask: least probability of the objects"),
                THREADS, MEMORY, Output.FOLDER);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        Output output = new Output(options, context);
        File modelFile = context.source(options.text("model"));
        options.record("model", modelFile.getAbsolutePath());
        ImagePlus image = Images.open(options, context);
        String[] results = new LinkedHashSet<>(options.list("results")).toArray(new String[0]);
        Map<String, String> result = new LinkedHashMap<>();
        try (Model model = Model.load(modelFile); ImageLock lock = ImageLock.of(image)) {
            int[] region = Region.of(options, image);
            Map<String, String> info = model.info();
            ImageSource source = source(image, options.text("channels"), info);
            try (ApplyJob job = ApplyJob.predict(model, source, region, results, options.given(SETTINGS));
                    Watch watch = context.watch(this, job)) {
                ResultStack[] stacks = new ResultStack[results.length];
                for (int i = 0; i < results.length; i++) {
                    ResultStack.Kind kind = ResultStack.Kind.valueOf(results[i].toUpperCase(Locale.ROOT));
                    stacks[i] = new ResultStack(image, kind, model.classNames(), model.classColors(), region);
                }
                ResultStack.checkMemory(stacks);
                long forecast = context.forecast(this, job);
                job.run(Arrays.stream(stacks).map(stack -> (PlaneSink) stack::plane).toArray(PlaneSink[]::new));
                Properties record = Output.record(line(options));
                record.setProperty(Output.MODEL, info.get("hash"));
                for (int i = 0; i < results.length; i++) {
                    String title = Images.baseName(image) + "_" + results[i];
                    result.put(results[i], output.put(stacks[i].toImage(title, record)));
                }
                result.put("forecast_mb", Long.toString(forecast >> 20));
                result.putAll(job.report());
                Images.note(result, image, options);
            }
        }
        return result;
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
                "forecast_mb", "how much memory the native library expected to need",
                "note", "what was done otherwise than asked");
    }
}
