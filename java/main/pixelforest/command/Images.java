package pixelforest.command;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import pixelforest.image.ImageSource;

/** Options about images that several commands share. */
final class Images {
    static final Option IMAGE = Option.image("image", "title of an open image, or a file");
    static final Option CHANNELS = Option.text("channels", "", "numbers, as in 1,3; empty: all");

    private Images() {}

    /** Entries separated by |. */
    static List<String> split(String list) {
        List<String> entries = new ArrayList<>(Arrays.asList(list.split("\\|", -1)));
        entries.replaceAll(String::trim);
        if (entries.size() > 1 && entries.contains("")) {
            throw new OptionException("the list " + list + " has an empty entry: write a|b|c");
        }
        return entries;
    }

    /** An image with the channels that the option names. */
    static ImageSource source(ImagePlus image, String channels) {
        return ImageSource.of(image, channels.isEmpty() ? null : numbers(channels));
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
        String title = image.getTitle().replaceFirst("(?<=.)\\.[A-Za-z0-9]{1,5}$", "");
        return title.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_");
    }
}
