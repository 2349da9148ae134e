package pixelforest.annotation;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the names of the classes come from when none are given: the images, else the names of ImageJ's ROI groups. */
public final class ClassNames {
    /** Image property that names an image's classes, separated by commas. Saved in TIFF files. */
    public static final String PROPERTY = "pixelforest.classes";

    /** Most classes that there can be: ROIs have this many groups. */
    public static final int MOST = 255;

    private static final List<String> USUAL = Arrays.asList("Background", "Nucleus");

    private ClassNames() {}

    /**
     * The names that the images' properties say; else those of the ROI groups, up to the last group that a ROI uses;
     * else Background and Nucleus.
     *
     * @throws IllegalArgumentException where two images name their classes differently
     */
    public static List<String> find(List<ImagePlus> images, List<Roi> rois) {
        List<String> found = null;
        ImagePlus finder = null;
        for (ImagePlus image : images) {
            String property = image.getProp(PROPERTY);
            if (property == null || property.trim().isEmpty()) {
                continue;
            }
            List<String> names = Arrays.asList(property.trim().split("\\s*,\\s*", -1));
            if (found != null && !found.equals(names)) {
                throw new IllegalArgumentException(finder.getTitle() + " names its classes " + String.join(",", found)
                        + ", " + image.getTitle() + " names them " + String.join(",", names)
                        + ": say which with classes=...");
            }
            found = names;
            finder = image;
        }
        if (found == null) {
            found = ofGroups(rois);
        }
        return found.isEmpty() ? USUAL : found;
    }

    /** Empty where a ROI's group has no name, or a ROI of no group is not called like one. */
    private static List<String> ofGroups(List<Roi> rois) {
        List<String> named = new ArrayList<>();
        while (Roi.getGroupName(named.size() + 1) != null) {
            named.add(Roi.getGroupName(named.size() + 1).trim());
        }
        RoiClass classes = new RoiClass(named.toArray(new String[0]));
        int count = rois.isEmpty() ? 0 : USUAL.size(); // a training with strokes of one class only says what is missing
        for (Roi roi : rois) {
            int found = classes.find(roi);
            if (found < 0) {
                return new ArrayList<>();
            }
            count = Math.max(count, found + 1);
        }
        return count <= named.size() ? named.subList(0, count) : new ArrayList<>();
    }

    /** Names ImageJ's ROI groups after the classes that they are, unless one of them has another name already. */
    public static void nameGroups(List<String> names) {
        for (int group = 1; group <= names.size(); group++) {
            String name = Roi.getGroupName(group);
            if (name != null && !name.equals(names.get(group - 1))) {
                return;
            }
        }
        for (int group = 1; group <= names.size(); group++) {
            Roi.setGroupName(group, names.get(group - 1));
        }
    }
}
