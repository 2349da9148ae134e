package pixelforest.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.engine.ApplyJob;
import pixelforest.image.ImageSource;
import pixelforest.image.ResultStack;

/** Computes an image's features, to look at them. */
final class FeaturesCommand extends Command {
    private static final List<String> SETTINGS =
            Arrays.asList("features", "dimensions", "z_ratio", "normalize", "threads", "memory");

    FeaturesCommand() {
        super("features", "Computes the features of an image: a stack with one named channel per feature.",
                Images.IMAGE, Images.CHANNELS,
                FeatureOptions.FEATURES, FeatureOptions.DIMENSIONS, FeatureOptions.Z_RATIO, FeatureOptions.NORMALIZE,
                THREADS, MEMORY, Output.FOLDER);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        Output output = new Output(options, context);
        ImagePlus image = context.image(options.text("image"));
        options.complete("image", image.getTitle());
        ImageSource source = Images.source(image, options.text("channels"));
        Map<String, String> result = new LinkedHashMap<>();
        try (ApplyJob job = ApplyJob.features(source, options.given(SETTINGS));
                Watch watch = context.watch(this, job)) {
            context.forecast(this, job);
            String[] names = job.channelNames(0);
            ResultStack stack = new ResultStack(image, ResultStack.Kind.FEATURES, names, null, null);
            job.run(stack::plane);
            result.put("features", output.put(
                    stack.toImage(Images.baseName(image) + "_features", Output.record(line(options)))));
            result.put("count", Integer.toString(names.length));
            result.putAll(job.report());
        }
        return result;
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "features", "title or path of the stack",
                "count", "how many features it has",
                "note", "what was done otherwise than asked");
    }
}
