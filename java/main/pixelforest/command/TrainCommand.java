package pixelforest.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.annotation.ClassColors;
import pixelforest.annotation.ClassNames;
import pixelforest.engine.Model;
import pixelforest.engine.TrainJob;
import pixelforest.image.ClassLut;
import pixelforest.image.ImageLock;
import pixelforest.image.ImageSource;

/** Trains a model from images and strokes. */
final class TrainCommand extends Command {
    /** Options that the library reads. */
    private static final List<String> SETTINGS = Arrays.asList("channels", "features", "dimensions", "z_ratio",
            "normalize", "forest", "trees", "min_samples_leaf", "max_depth", "balance", "max_samples", "seed", "preset",
            "threads", "memory");

    TrainCommand() {
        super("train", "Trains a model from strokes on images.",
                Option.images("image", "titles of open images, or files, separated by |"),
                Option.annotations("annotations", "overlay, roi-manager, .zip or .roi file, label image; one per image"),
                Option.text("classes", "", "names, in the order of the groups; empty: the image's, the groups', or"
                        + " Background,Nucleus"),
                Option.newFile("model", "file to save the model in, .pforest").required(),
                Images.SERIES, Images.CHANNELS,
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
        checkCount(options.list("classes"));
        File target = context.target(options.text("model"));
        options.record("model", target.getAbsolutePath());
        List<String> annotations = annotations(options, Images.split(options.text("image")).size());
        List<ImagePlus> images = Images.openAll(options, context);
        List<ImageSource> sources = new ArrayList<>();
        for (ImagePlus image : images) {
            sources.add(Images.source(image, options.text("channels")));
        }
        options.record("annotations", context.lastingAnnotations(options.text("annotations")));
        List<Drawing> drawings = new ArrayList<>();
        List<Roi> strokes = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Drawing drawing = Drawing.read(annotations.get(i), images.get(i), context);
            drawings.add(drawing);
            strokes.addAll(drawing.strokes());
        }
        options.complete("classes", String.join(",", ClassNames.find(images, strokes)));
        List<String> classes = options.list("classes");
        int[] found = ClassColors.find(classes, images, strokes);
        int[] colors = found == null ? ClassLut.defaultColors(classes.size()) : found;
        String hint = StackAxis.settle(options, context, sources);

        Map<String, String> settings = options.given(SETTINGS);
        settings.put("command", line(options));
        Map<String, String> result = new LinkedHashMap<>();
        List<ImagePlus> read = new ArrayList<>(images);
        drawings.forEach(drawing -> read.addAll(drawing.labels()));
        try (ImageLock lock = ImageLock.of(read);
                TrainJob job = TrainJob.create(settings, classes.toArray(new String[0]), colors);
                Watch watch = context.watch(this, job)) {
            int ignored = 0;
            for (int i = 0; i < images.size(); i++) {
                int index = job.addImage(sources.get(i));
                job.nameFile(index, Images.pathFrom(target, images.get(i)));
                ignored += drawings.get(i).addTo(job, index, classes);
            }
            long forecast = context.forecast(this, job);
            try (Model model = job.train()) {
                model.save(target);
            }
            result.put("model", target.getPath());
            result.put("images", Integer.toString(images.size()));
            result.put("classes", String.join(",", classes));
            result.put("ignored_strokes", Integer.toString(ignored));
            result.put("forecast_mb", Long.toString(forecast >> 20));
            result.putAll(job.report());
        }
        note(result, hint);
        images.forEach(image -> Images.note(result, image, options));
        remember(images, classes, colors);
        return result;
    }

    private static void checkCount(List<String> classes) {
        if (classes.size() > ClassNames.MOST) {
            throw new OptionException("classes has " + classes.size() + " names: give at most " + ClassNames.MOST
                    + ", as many as ROIs have groups");
        }
    }

    /** One per image; a single word that every image can follow counts for all. */
    private static List<String> annotations(Options options, int images) {
        List<String> entries = Images.split(options.text("annotations"));
        if (entries.size() == images) {
            return entries;
        }
        if (entries.size() == 1 && entries.get(0).equals(Drawing.OVERLAY)) {
            return Collections.nCopies(images, Drawing.OVERLAY);
        }
        throw new OptionException("image names " + images + ", annotations " + entries.size()
                + ": give one per image, separated by |, or annotations=" + Drawing.OVERLAY + " for all");
    }

    /** Lets open images and ImageJ's ROI groups know the classes, for the next training and for results. */
    private static void remember(List<ImagePlus> images, List<String> classes, int[] colors) {
        for (ImagePlus image : images) {
            if (WindowManager.getImage(image.getID()) == image) {
                image.setProp(ClassNames.PROPERTY, String.join(",", classes));
                image.setProp(ClassColors.PROPERTY, ClassColors.text(colors));
                ClassNames.nameGroups(classes);
            }
        }
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "model", "path of the model",
                "images", "how many images it was trained on",
                "classes", "names of the classes",
                "ignored_strokes", "how many ROIs were not trained on: results of Pixel Forest, and what lies outside the image",
                "forecast_mb", "how much memory the library was expected to need",
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
