package pixelforest.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Map;
import pixelforest.engine.Evaluation;
import pixelforest.image.ImageLock;
import pixelforest.image.ImageSource;

/** Compares a mask or label image with a truth. */
final class EvaluateCommand extends Command {
    EvaluateCommand() {
        super("evaluate", "Compares a mask or label image with a truth.",
                Option.result("labels", "mask or label image to judge; 0 is background").required(),
                Option.result("truth", "label image to judge by; 0 is background").required());
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        ImagePlus labels = context.image(options.text("labels"));
        ImagePlus truth = context.image(options.text("truth"));
        try (ImageLock lock = ImageLock.of(labels, truth);
                Evaluation evaluation = Evaluation.of(ImageSource.of(labels, null), ImageSource.of(truth, null))) {
            return evaluation.report();
        }
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "dice", "overlap of foreground: 2 x common / sum of both",
                "precision", "part of the foreground that is right",
                "recall", "part of the truth that was found",
                "truth_objects", "how many objects the truth has",
                "found_objects", "how many of them the foreground covers by half or more");
    }
}
