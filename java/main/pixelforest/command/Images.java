package pixelforest.command;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import pixelforest.image.ImageSource;
import pixelforest.image.Origin;
import pixelforest.image.ResultStack;

/** Options about images that several commands share. */
final class Images {
    static final Option IMAGE = Option.image("image", "title of an open image, or a file");
    static final Option CHANNELS = Option.text("channels", "", "numbers, as in 1,3; empty: all");
    static final Option SERIES = Option.integer("series", "", 1, 1 << 20,
            "a file with several images, opened by Bio-Formats: which, from 1; empty: the first");

    private Images() {}

    /** The image that the options name; the line gets the name under which it can be had again. */
    static ImagePlus open(Options options, Context context) throws IOException {
        ImagePlus image = context.image(options.text("image"), series(options));
        options.record("image", lastingName(image));
        return image;
    }

    /** The images of a list, as {@link #open} opens one. */
    static List<ImagePlus> openAll(Options options, Context context) throws IOException {
        List<ImagePlus> images = new ArrayList<>();
        for (String name : split(options.text("image"))) {
            images.add(context.image(name, series(options)));
        }
        options.record("image", images.stream().map(Images::lastingName).collect(Collectors.joining("|")));
        return images;
    }

    private static int series(Options options) {
        return options.has("series") ? (int) options.integer("series") : 0;
    }

    /** What a line calls an image: its file or title, or its id where the title cannot stand in a line. */
    static String lastingName(ImagePlus image) {
        String name = Origin.of(image);
        return Grammar.isWritable(name) && !name.contains("|") ? name : "#" + image.getID();
    }

    /** An image's file as a path from a file's folder, where there is one; else the image's title. */
    static String pathFrom(File file, ImagePlus image) {
        String name = Origin.of(image);
        if (!new File(name).isAbsolute()) {
            return name;
        }
        Path path = Paths.get(name);
        Path folder = file.getAbsoluteFile().getParentFile().toPath();
        boolean reachable = Objects.equals(path.getRoot(), folder.getRoot());
        return (reachable ? folder.relativize(path) : path).toString().replace(File.separatorChar, '/');
    }

    /** Says in a command's result what a user may not have meant about an image. */
    static void note(Map<String, String> result, ImagePlus image, Options options) {
        if (Origin.imagesInFile(image) > 1 && !options.has("series")) {
            Command.note(result, "the file of " + image.getTitle() + " has " + Origin.imagesInFile(image)
                    + " images, this is the first: series=2 is the next");
        }
    }

    /** Entries separated by |. */
    static List<String> split(String list) {
        List<String> entries = new ArrayList<>(Arrays.asList(list.split("\\|", -1)));
        entries.replaceAll(String::trim);
        if (entries.size() > 1 && entries.contains("")) {
            throw new OptionException("the list " + list + " has an empty entry: write a|b|c");
        }
        return entries;
    }

    /** An image to learn from or to apply a model to, with the channels that the option names. */
    static ImageSource source(ImagePlus image, String channels) {
        checkNoResult(image);
        return ImageSource.of(image, channels.isEmpty() ? null : numbers(channels));
    }

    /** Refuses a result of Pixel Forest, whose pixels are not what a microscope saw. */
    static void checkNoResult(ImagePlus image) {
        if (ResultStack.isResult(image)) {
            throw new IllegalArgumentException("image " + image.getTitle() + " is a result of Pixel Forest: use the "
                    + "original image, or, if it is meant, clear its tag with Property.set(\"" + ResultStack.TAG
                    + "\", \"\")");
        }
    }

    private static int[] numbers(String channels) {
        return Option.split(channels).stream().mapToInt(number -> {
            if (!number.matches("[1-9][0-9]{0,5}")) {
                throw new OptionException("channels=" + channels + ": write numbers from 1, as in 1,3");
            }
            return Integer.parseInt(number);
        }).toArray();
    }

    /** What results of an image are named after: its title without extension, fit for a file's name. */
    static String baseName(ImagePlus image) {
        String title = image.getTitle().replaceFirst("(?<=.)\\.[A-Za-z][A-Za-z0-9]{0,4}$", "");
        return title.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_");
    }
}
