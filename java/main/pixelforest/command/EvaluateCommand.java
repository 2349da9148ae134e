package pixelforest.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.engine.Baseline;
import pixelforest.engine.Evaluation;
import pixelforest.engine.Labels;
import pixelforest.image.ImageLock;
import pixelforest.image.ImageSource;
import pixelforest.image.ResultStack;

/** Compares a mask or label image with a truth, and Otsu's threshold too. */
final class EvaluateCommand extends Command {
    private static final Option IMAGE = Option.image(
            "image", "what was segmented: adds the figures of Otsu's threshold; empty: none");
    private static final Option OVERLAY =
            Option.flag("overlay", "outlines of matched, missed and spurious objects");
    /** Keys of the results. */
    private static final String[] BASELINES = {"otsu", "otsu_watershed"};
    private static final String TABLE = "Pixel Forest evaluation";
    /** Smaller objects of the baselines are left out: this part of the median true one. */
    private static final double SMALL = 0.1;

    EvaluateCommand() {
        super("evaluate", "Compares a mask or label image with a truth.",
                Option.result("labels", "mask or label image to judge; 0 is background").required(),
                Option.result("truth", "label image to judge by; 0 is background").required(),
                Option.number("iou", "0.5", 0.05, 1, "objects match where intersection / union is at least this"),
                IMAGE, OVERLAY, Option.text("spacing", "", "distance of pixels x,y,z; empty: the calibration"), THREADS,
                Output.FOLDER);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        ImagePlus labels = context.image(options.text("labels"));
        ImagePlus truth = context.image(options.text("truth"));
        ImagePlus image = options.has(IMAGE.key) ? context.image(options.text(IMAGE.key)) : null;
        boolean saves = options.has(Output.FOLDER.key);
        Output output = saves || options.is(OVERLAY) ? new Output(options, context) : null;
        List<ImagePlus> images = new ArrayList<>(Arrays.asList(labels, truth));
        options.record("labels", Images.lastingName(labels));
        options.record("truth", Images.lastingName(truth));
        if (image != null) {
            images.add(image);
            options.record(IMAGE.key, Images.lastingName(image));
        }
        Map<String, Map<String, String>> reports = new LinkedHashMap<>();
        Map<String, String> result = new LinkedHashMap<>();
        try (ImageLock lock = ImageLock.of(images);
                Evaluation evaluation = Evaluation.of(
                        ImageSource.of(labels, null), ImageSource.of(truth, null), options.is(OVERLAY))) {
            double iou = Double.parseDouble(options.text("iou"));
            reports.put(labels.getTitle(), evaluation.report(iou));
            result.putAll(evaluation.report(iou));
            if (image != null) {
                baselines(options, image, truth, output, result, reports);
            }
            if (options.is(OVERLAY)) {
                ImagePlus judged = EvaluationOverlay.draw(evaluation, iou, image == null ? labels : image, truth);
                Output.mark(judged, "evaluation", line(options));
                judged.setTitle(Images.baseName(labels) + "_evaluation");
                result.put("overlay", output.put(judged));
            }
        }
        putTable(reports, context, saves ? output : null, Images.baseName(labels) + "_evaluation", result);
        return result;
    }

    /** Adds the figures of Otsu's threshold; with a folder its objects are saved there. */
    private void baselines(Options options, ImagePlus image, ImagePlus truth, Output output,
            Map<String, String> result, Map<String, Map<String, String>> reports) throws IOException {
        checkSize(image, truth);
        double iou = Double.parseDouble(options.text("iou"));
        double least = SMALL * Double.parseDouble(result.get("median_voxels"));
        double[] spacing = ObjectOptions.spacing(options, image, result);
        Map<String, String> settings = options.given(Collections.singletonList(THREADS.key));
        ImageSource intensities = ImageSource.of(image, null);
        ImageSource objects = ImageSource.of(truth, null);
        ResultStack[] stacks = new ResultStack[BASELINES.length];
        Arrays.setAll(stacks, i -> new ResultStack(truth, ResultStack.Kind.OBJECTS, new String[1], null, null));
        ResultStack.checkMemory(stacks);
        for (int frame = 0; frame < truth.getNFrames(); frame++) {
            try (Baseline baseline = Baseline.of(intensities, objects, frame)) {
                for (int i = 0; i < stacks.length; i++) {
                    try (Labels labels = baseline.objects(i == 1, least, spacing, settings)) {
                        stacks[i].put(frame, labels);
                    }
                }
            }
        }
        for (int i = 0; i < stacks.length; i++) {
            String name = BASELINES[i];
            ImagePlus found = stacks[i].toImage(Images.baseName(image) + "_" + name, Output.record(line(options)));
            try (Evaluation evaluation = Evaluation.of(ImageSource.of(found, null), objects, false)) {
                Map<String, String> report = evaluation.report(iou);
                reports.put(i == 1 ? "Otsu + watershed" : "Otsu + components", report);
                report.forEach((figure, value) -> result.put(name + "." + figure, value));
            }
            if (options.has(Output.FOLDER.key)) {
                result.put(name, output.put(found));
            }
        }
    }

    private static void checkSize(ImagePlus image, ImagePlus truth) {
        boolean same = image.getWidth() == truth.getWidth() && image.getHeight() == truth.getHeight()
                && image.getNSlices() == truth.getNSlices() && image.getNFrames() == truth.getNFrames();
        if (!same || image.getNChannels() != 1) {
            throw new IllegalArgumentException("image " + image.getTitle() + " must be as large as " + truth.getTitle()
                    + " and have one channel (RGB counts as one): duplicate the channel and the part that was judged");
        }
    }

    /** A row per method: added to the table on the screen when a person asks, saved when there is a folder. */
    private static void putTable(Map<String, Map<String, String>> reports, Context context, Output output, String name,
            Map<String, String> result) throws IOException {
        ResultsTable shown = context.isInteractive() && WindowManager.getFrame(TABLE) != null
                ? ResultsTable.getResultsTable(TABLE) : null;
        ResultsTable table = shown == null ? new ResultsTable() : shown;
        table.setPrecision(4);
        reports.forEach((method, report) -> {
            table.addRow();
            table.addValue("Method", method);
            report.forEach((figure, value) -> table.addValue(figure, Double.parseDouble(value)));
        });
        if (output != null) {
            result.put("table", output.put(table, name));
        } else if (context.isInteractive()) {
            table.show(TABLE);
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
                "missed", "how many true objects have no match",
                "spurious", "how many found objects have no match",
                "merged", "how many found objects hold half or more of each of several true ones",
                "split", "how many true objects hold half or more of each of several found ones",
                "median_voxels", "median size of the true objects",
                "otsu.f1", "with image: as f1, of Otsu's threshold and connected components; likewise each figure",
                "otsu_watershed.f1", "with image: as f1, of Otsu's threshold and a watershed of the distances; likewise",
                "otsu", "path of the objects by Otsu's threshold; only with image and folder",
                "otsu_watershed", "path of the same, separated by a watershed; only with image and folder",
                "overlay", "title or path of the image with the outlines; only with overlay",
                "table", "path of the figures as a table, a row per method; only with folder",
                "note", "what was done otherwise than asked");
    }
}
