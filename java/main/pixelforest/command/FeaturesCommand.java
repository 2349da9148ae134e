package pixelforest.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.engine.ApplyJob;
import pixelforest.image.ImageLock;
import pixelforest.image.ImageSource;
import pixelforest.image.ResultStack;

/** Computes an image's features, to look at them. */
final class FeaturesCommand extends Command {
    private static final List<String> SETTINGS =
            Arrays.asList("features", "dimensions", "z_ratio", "normalize", "threads", "memory");

    FeaturesCommand() {
        super("features", "Computes the features of an image: a stack with one named channel per feature.",
                Images.IMAGE, Images.SERIES, Region.REGION, Region.SLICES, Region.FRAMES, Images.CHANNELS,
                FeatureOptions.FEATURES, FeatureOptions.DIMENSIONS, FeatureOptions.Z_RATIO,
                Option.choice("normalize", "intensities: by the image, or as they are", "image", "none"),
                THREADS, MEMORY, Output.FOLDER);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        Output output = new Output(options, context);
        ImagePlus image = Images.open(options, context);
        Map<String, String> result = new LinkedHashMap<>();
        try (ImageLock lock = ImageLock.of(image)) {
            int[] region = Region.of(options, image);
            ImageSource source = Images.source(image, options.text("channels"));
            String hint = StackAxis.settle(options, context, Collections.singletonList(source));
            Map<String, String> settings = options.given(SETTINGS);
            if (options.text("z_ratio").equals("auto") && source.zRatio() > 0) {
                options.record("z_ratio", Double.toString(Math.min(50, Math.max(1, source.zRatio())))); // the calibration may change
            }
            try (ApplyJob job = ApplyJob.features(source, region, settings);
                    Watch watch = context.watch(this, job)) {
                long forecast = context.forecast(this, job);
                String[] names = job.channelNames(0);
                ResultStack stack = new ResultStack(image, ResultStack.Kind.FEATURES, names, null, region);
                ResultStack.checkMemory(stack);
                job.run(stack::plane);
                result.put("features", output.put(
                        stack.toImage(Images.baseName(image) + "_features", Output.record(line(options)))));
                result.put("count", Integer.toString(names.length));
                result.put("forecast_mb", Long.toString(forecast >> 20));
                result.putAll(job.report());
                Images.note(result, image, options);
                note(result, hint);
            }
        }
        return result;
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "features", "title or path of the stack",
                "count", "how many features it has",
                "forecast_mb", "how much memory the library was expected to need",
                "note", "what was done otherwise than asked");
    }
}
