package pixelforest.command;

import ij.ImagePlus;
import java.awt.Rectangle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of an image that a command computes: its options, and what they mean for an image. */
final class Region {
    static final Option REGION = Option.text(
            "region", "all", "all, selection (its bounds), or x,y,width,height in pixels");
    static final Option SLICES = Option.text("slices", "", "as in 5 or 2-9; empty: all");
    static final Option FRAMES = Option.text("frames", "", "as in 5 or 2-9; empty: all");

    private static final Pattern BOX = Pattern.compile("(-?\\d{1,9}),(-?\\d{1,9}),(\\d{1,9}),(\\d{1,9})");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    private Region() {}

    /**
     * What the options region, slices and frames choose of an image; a selection is recorded by its numbers.
     *
     * @return z0, z1, y0, y1, x0, x1, t0, t1, from 0, ends one past the last; null for the whole image
     * @throws OptionException where nothing of the image is chosen
     */
    static int[] of(Options options, ImagePlus image) {
        Rectangle whole = new Rectangle(image.getWidth(), image.getHeight());
        Rectangle box = box(options.text("region"), image, whole);
        if (!options.text("region").equals("all")) {
            options.record("region", box.x + "," + box.y + "," + box.width + "," + box.height);
        }
        int[] z = range("slices", options.text("slices"), image, image.getNSlices());
        int[] t = range("frames", options.text("frames"), image, image.getNFrames());
        boolean all = box.equals(whole) && z[1] - z[0] == image.getNSlices() && t[1] - t[0] == image.getNFrames();
        return all ? null : new int[] {z[0], z[1], box.y, box.y + box.height, box.x, box.x + box.width, t[0], t[1]};
    }

    private static Rectangle box(String region, ImagePlus image, Rectangle whole) {
        if (region.isEmpty() || region.equals("all")) {
            return whole;
        }
        Rectangle box = (region.equals("selection") ? selection(image) : numbers(region)).intersection(whole);
        if (box.isEmpty()) {
            throw new OptionException("region=" + region + " lies outside image " + image.getTitle() + ": it has "
                    + whole.width + " x " + whole.height + " pixels");
        }
        return box;
    }

    private static Rectangle selection(ImagePlus image) {
        if (image.getRoi() == null) {
            throw new OptionException("region=selection: image " + image.getTitle()
                    + " has no selection: draw one, or write region=x,y,width,height");
        }
        return image.getRoi().getBounds();
    }

    private static Rectangle numbers(String region) {
        Matcher box = BOX.matcher(region.replaceAll("\\s", ""));
        if (!box.matches()) {
            throw new OptionException("region=" + region
                    + " is unknown: use all, selection, or x,y,width,height in pixels, as in 10,20,256,256");
        }
        return new Rectangle(Integer.parseInt(box.group(1)), Integer.parseInt(box.group(2)),
                Integer.parseInt(box.group(3)), Integer.parseInt(box.group(4)));
    }

    /** First, from 0, and one past the last. */
    private static int[] range(String key, String text, ImagePlus image, int count) {
        if (text.isEmpty()) {
            return new int[] {0, count};
        }
        Matcher range = RANGE.matcher(text.replaceAll("\\s", ""));
        if (!range.matches()) {
            throw new OptionException(key + "=" + text + " is unknown: use one number or first-last, as in 2-9");
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        if (first < 1 || last < first || last > count) {
            throw new OptionException(
                    key + "=" + text + ": image " + image.getTitle() + " has " + key + " 1 to " + count);
        }
        return new int[] {first - 1, last};
    }
}
