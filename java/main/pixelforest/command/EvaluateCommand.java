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
                Option.result("truth", "label image to judge by; 0 is background").required(),
                Option.number("iou", "0.5", 0.05, 1, "objects match where intersection / union is at least this"));
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        ImagePlus labels = context.image(options.text("labels"));
        ImagePlus truth = context.image(options.text("truth"));
        try (ImageLock lock = ImageLock.of(labels, truth);
                Evaluation evaluation = Evaluation.of(ImageSource.of(labels, null), ImageSource.of(truth, null))) {
            return evaluation.report(Double.parseDouble(options.text("iou")));
        }
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "f1", "of objects, matched one to one: 2 x matched / (found + true)",
                "precision", "part of the found objects that match a true one",
                "recall", "part of the true objects that match a found one",
                "mean_iou", "mean intersection / union of the matched",
                "mean_average_precision", "matched / (found + true - matched), the mean over iou 0.5, 0.55... 0.95",
                "dice", "of foreground: 2 x common voxels / sum of both",
                "voxel_precision", "part of the foreground that is right",
                "voxel_recall", "part of the true foreground that was found",
                "truth_objects", "how many objects the truth has; in a mask, connected components",
                "found_objects", "how many objects the labels have; in a mask, connected components",
                "matched_objects", "how many pairs match",
                "covered_objects", "how many true objects lie in foreground by half or more",
                "merged", "how many found objects hold half or more of each of several true ones",
                "split", "how many true objects hold half or more of each of several found ones");
    }
}
