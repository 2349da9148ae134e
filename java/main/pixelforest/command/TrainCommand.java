package pixelforest.command;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.ResultTag;
import pixelforest.annotation.Strokes;
import pixelforest.engine.Model;
import pixelforest.engine.TrainJob;
import pixelforest.image.ClassLut;
import pixelforest.image.ImageSource;

/** Trains a model from images and strokes. */
final class TrainCommand extends Command {
    private static final String OVERLAY = "overlay", ROI_MANAGER = "roi-manager";

    /** Options that the library reads. */
    private static final List<String> SETTINGS = Arrays.asList("channels", "features", "dimensions", "z_ratio",
            "normalize", "forest", "trees", "min_samples_leaf", "max_depth", "balance", "max_samples", "seed", "preset",
            "threads", "memory");

    TrainCommand() {
        super("train", "Trains a model from strokes on images.",
                Option.images("image", "titles of open images, or files, separated by |"),
                Option.text("annotations", OVERLAY,
                        "overlay, roi-manager, a .zip or .roi file, or a label image; as many as images"),
                Option.text("classes", "Background,Nucleus", "names, in the order of the ROIs' groups"),
                Option.newFile("model", "file to save the model in, .pforest").required(),
                Images.CHANNELS,
                FeatureOptions.FEATURES, FeatureOptions.DIMENSIONS, FeatureOptions.Z_RATIO, FeatureOptions.NORMALIZE,
                Option.choice("forest", "extra: more accurate from strokes; random: ilastik's", "extra", "random"),
                Option.integer("trees", "100", 1, 10_000, "how many"),
                Option.integer("min_samples_leaf", "", 1, 1_000_000, "fewest samples in a leaf; empty: 3, random: 1"),
                Option.integer("max_depth", "", 1, 1_000_000, "deepest a tree may grow; empty: no limit"),
                Option.flag("balance", "all classes weigh the same"),
                Option.integer("max_samples", "", 1, 1 << 30, "most samples of a class; empty: all"),
                Option.integer("seed", "1", 0, 1L << 53, "same seed, same model"),
                Option.choice("preset", "ilastik: train as ilastik does", "default", "ilastik"),
                THREADS, MEMORY);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        File target = context.target(options.text("model"));
        List<ImagePlus> images = new ArrayList<>();
        for (String name : Images.split(options.text("image"))) {
            images.add(context.image(name));
        }
        options.complete("image", images.get(0).getTitle());
        List<String> annotations = annotations(options, images.size());
        String[] classes = options.list("classes").toArray(new String[0]);
        Map<String, String> settings = options.given(SETTINGS);
        settings.put("command", line(options));
        Map<String, String> result = new LinkedHashMap<>();
        try (TrainJob job = TrainJob.create(settings, classes, ClassLut.defaultColors(classes.length));
                Watch watch = context.watch(this, job)) {
            int ignored = 0;
            for (int i = 0; i < images.size(); i++) {
                ImagePlus image = images.get(i);
                int index = job.addImage(Images.source(image, options.text("channels")));
                ignored += annotate(job, index, image, annotations.get(i), classes, context);
            }
            context.forecast(this, job);
            try (Model model = job.train()) {
                model.save(target);
            }
            result.put("model", target.getPath());
            result.put("images", Integer.toString(images.size()));
            result.put("ignored_strokes", Integer.toString(ignored));
            result.putAll(job.report());
        }
        return result;
    }

    /** One per image; a single word that every image can follow counts for all. */
    private static List<String> annotations(Options options, int images) {
        List<String> entries = Images.split(options.text("annotations"));
        if (entries.size() == images) {
            return entries;
        }
        if (entries.size() == 1 && entries.get(0).equals(OVERLAY)) {
            return Collections.nCopies(images, OVERLAY);
        }
        throw new OptionException("there are " + images + " images and " + entries.size()
                + " annotations: give one per image, separated by |, or annotations=" + OVERLAY + " for all");
    }

    /** Adds one image's strokes; returns how many were not used. */
    private static int annotate(
            TrainJob job, int index, ImagePlus image, String from, String[] classes, Context context)
            throws IOException {
        String name = from.toLowerCase(Locale.ROOT);
        Roi[] rois;
        if (name.equals(OVERLAY)) {
            rois = Annotations.overlay(image);
        } else if (name.equals(ROI_MANAGER)) {
            rois = Annotations.roiManager();
        } else if (name.endsWith(".zip") || name.endsWith(".roi")) {
            rois = Annotations.file(context.file(from));
        } else {
            job.addLabels(index, ImageSource.of(context.image(from), null));
            return 0;
        }
        Strokes strokes = Annotations.fromRois(rois, classes, image);
        job.addStrokes(index, strokes.classes, strokes.runs);
        for (Roi roi : rois) {
            if (!ResultTag.isResult(roi)) {
                job.keepRoi(index, RoiEncoder.saveAsByteArray(roi));
            }
        }
        return strokes.ignored;
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "model", "path of the model",
                "images", "how many images it was trained on",
                "ignored_strokes", "how many ROIs were results of Pixel Forest, hence not trained on",
                "features", "the features in full",
                "feature_channels", "how many numbers describe a pixel",
                "trees", "how many trees",
                "nodes", "how many nodes all trees have",
                "held_out_error", "part of pixels that got a wrong class when their stroke was left out of the training",
                "out_of_bag_error", "forest=random: part of pixels that got a wrong class from the trees that had not seen them",
                "samples.CLASS", "how many labelled pixels a class has",
                "strokes.CLASS", "how many strokes a class has",
                "note", "what was done otherwise than asked");
    }
}
