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
                "model", "of a result: hash of the model",
                "hash", "of a model: its hash",
                "simd", "of a result: the instructions it was computed with");
    }
}
