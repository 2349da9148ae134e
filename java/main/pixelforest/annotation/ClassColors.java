package pixelforest.annotation;

import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Where the colours of the classes come from: the images, else the strokes. 0xRRGGBB. */
public final class ClassColors {
    /** Image property that colours an image's classes: #rrggbb, separated by commas. Saved in TIFF files. */
    public static final String PROPERTY = "pixelforest.class_colors";

    private ClassColors() {}

    /**
     * The colours that the first image with as many of them as there are classes says; else those of the strokes, if
     * each class's strokes share one and no two classes do; else null.
     *
     * @throws IllegalArgumentException where an image's property is not a list of colours
     */
    public static int[] find(List<String> names, List<ImagePlus> images, List<Roi> rois) {
        for (ImagePlus image : images) {
            int[] colors = ofImage(image);
            if (colors.length == names.size()) {
                return colors;
            }
        }
        return ofStrokes(new RoiClass(names.toArray(new String[0])), names.size(), rois);
    }

    private static int[] ofImage(ImagePlus image) {
        String property = image.getProp(PROPERTY);
        if (property == null || property.trim().isEmpty()) {
            return new int[0];
        }
        return Arrays.stream(property.trim().split("\\s*,\\s*", -1)).mapToInt(color -> {
            if (!color.matches("#[0-9a-fA-F]{6}")) {
                throw new IllegalArgumentException("the colours of " + image.getTitle() + "'s classes (" + PROPERTY
                        + ") are " + property + ": write one #rrggbb per class, separated by commas");
            }
            return Integer.parseInt(color.substring(1), 16);
        }).toArray();
    }

    private static int[] ofStrokes(RoiClass classes, int count, List<Roi> rois) {
        Integer[] colors = new Integer[count];
        for (Roi roi : rois) {
            int c = classes.find(roi);
            Color color = roi.getStrokeColor();
            if (c < 0 || color == null) {
                return null;
            }
            int rgb = color.getRGB() & 0xFFFFFF;
            if (colors[c] != null && colors[c] != rgb) {
                return null;
            }
            colors[c] = rgb;
        }
        List<Integer> all = new ArrayList<>(Arrays.asList(colors));
        boolean distinct = !all.contains(null) && all.stream().distinct().count() == count;
        return distinct ? all.stream().mapToInt(Integer::intValue).toArray() : null;
    }

    /** Colours as the image property has them. */
    public static String text(int[] colors) {
        return Arrays.stream(colors).mapToObj(color -> String.format("#%06x", color)).collect(Collectors.joining(","));
    }
}
