package pixelforest.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import pixelforest.engine.Model;
import pixelforest.image.ResultStack;

/** Says what a model holds, or how a result was made. */
final class InfoCommand extends Command {
    InfoCommand() {
        super("info", "Says what a model holds and how it, or a result, was made.",
                Option.file("model", "file of a model, .pforest"),
                Option.result("image", "or a result: its title, or a file"));
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        if (options.has("model") && options.has("image") && !context.isInteractive()) {
            throw new OptionException("model and image are given: info tells of one, leave the other out");
        }
        if (options.has("model")) {
            try (Model model = Model.load(context.source(options.text("model")))) {
                return model.info();
            }
        }
        ImagePlus image = context.image(options.text("image"));
        if (!ResultStack.isResult(image)) {
            throw new IllegalArgumentException(image.getTitle() + " says nothing about its making: name a model, or a "
                    + "result of Pixel Forest as it was saved");
        }
        Map<String, String> info = new LinkedHashMap<>();
        info.put("result", image.getProp(ResultStack.TAG));
        for (String key : new String[] {Output.COMMAND, Output.MODEL, Output.VERSION, Output.SIMD}) {
            if (image.getProp(key) != null) {
                info.put(key.substring(key.indexOf('.') + 1), image.getProp(key));
            }
        }
        return info;
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "result", "of a result: its kind",
                "command", "the line that made it",
                "version", "version of Pixel Forest that made it",
                "simd", "the processor's instructions it was computed with",
                "model", "of a result: hash of the model",
                "hash", "of a model: its hash",
                "classes", "of a model: names of the classes",
                "channels", "of a model: the channels it was trained on",
                "images", "of a model: the images it was trained on",
                "OPTION", "of a model: features, z_ratio, normalize, forest, trees, min_samples_leaf, max_depth, balance, "
                        + "max_samples and seed as they were",
                "feature_channels", "of a model: how many numbers describe a pixel",
                "nodes", "of a model: how many nodes all trees have",
                "held_out_error", "of a model: as in the result of train",
                "out_of_bag_error", "of a model: as in the result of train",
                "samples.CLASS", "of a model: how many labelled pixels a class has",
                "strokes.CLASS", "of a model: how many strokes a class has");
    }
}
