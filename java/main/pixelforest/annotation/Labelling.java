package pixelforest.annotation;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pixelforest.engine.ClassStyle;

/**
 * Classes and the strokes of all images, at one moment. Immutable, so that undo is an earlier one: every change returns another
 * labelling, which shares what did not change. A stroke is an ROI whose group is its class's number, from 1; nobody may change it.
 */
public final class Labelling {
    /** Classes in the order of their numbers. */
    public final List<ClassStyle> classes;
    /** Strokes by the image's key, in the order in which they were drawn. */
    private final Map<Long, List<Roi>> strokes;

    private Labelling(List<ClassStyle> classes, Map<Long, List<Roi>> strokes) {
        this.classes = Collections.unmodifiableList(classes);
        this.strokes = strokes;
    }

    /** Classes without strokes. */
    public static Labelling of(List<ClassStyle> classes) {
        return new Labelling(new ArrayList<>(classes), Collections.emptyMap());
    }

    /** The strokes of an image, in the order in which they were drawn. */
    public List<Roi> strokes(long image) {
        return Collections.unmodifiableList(strokes.getOrDefault(image, Collections.emptyList()));
    }

    /** How many strokes a class (from 0) has on all images. */
    public int strokeCount(int index) {
        return (int) strokes.values().stream().flatMap(List::stream).filter(s -> s.getGroup() == index + 1).count();
    }

    /** Why nothing can be learned from the strokes of these images yet, in words for the user; null where something can. */
    public String missing(Collection<Long> images) {
        List<String> without = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            int number = i + 1;
            if (images.stream().noneMatch(image -> strokes(image).stream().anyMatch(s -> s.getGroup() == number))) {
                without.add(classes.get(i).name);
            }
        }
        return without.isEmpty() ? null : "Draw strokes of " + String.join(" and ", without) + ".";
    }

    /** Names of the classes. */
    public String[] classNames() {
        return classes.stream().map(c -> c.name).toArray(String[]::new);
    }

    /** Colours of the classes, 0xRRGGBB. */
    public int[] classColors() {
        return classes.stream().mapToInt(c -> c.color).toArray();
    }

    /** With other strokes on an image. */
    public Labelling withStrokes(long image, List<Roi> ofImage) {
        Map<Long, List<Roi>> changed = new LinkedHashMap<>(strokes);
        changed.put(image, new ArrayList<>(ofImage));
        return new Labelling(classes, changed);
    }

    /** With one more stroke of a class (from 0), drawn last. */
    public Labelling with(long image, Roi stroke, int index) {
        List<Roi> more = new ArrayList<>(strokes(image));
        more.add(dressed(stroke, index, classes.get(index)));
        return withStrokes(image, more);
    }

    /** Without a stroke. */
    public Labelling without(long image, Roi stroke) {
        List<Roi> fewer = new ArrayList<>(strokes(image));
        fewer.removeIf(s -> s == stroke);
        return withStrokes(image, fewer);
    }

    /**
     * With one more class.
     *
     * @throws IllegalArgumentException where the name is empty, taken or has a comma, or there are as many classes as ROIs have groups
     */
    public Labelling withClass(ClassStyle added) {
        if (classes.size() == ClassNames.MOST) {
            throw new IllegalArgumentException("there are " + classes.size() + " classes: ROIs have no more groups");
        }
        checkName(added.name, -1);
        List<ClassStyle> more = new ArrayList<>(classes);
        more.add(added);
        return new Labelling(more, strokes);
    }

    /**
     * With another class in a place: renamed, recoloured, shown or hidden.
     *
     * @throws IllegalArgumentException as withClass
     */
    public Labelling withClass(int index, ClassStyle changed) {
        checkName(changed.name, index);
        List<ClassStyle> others = new ArrayList<>(classes);
        others.set(index, changed);
        return new Labelling(others, dressed(others, index, -1));
    }

    /**
     * Without a class and its strokes; the numbers of those after it become one less.
     *
     * @throws IllegalArgumentException where only two are left
     */
    public Labelling withoutClass(int index) {
        if (classes.size() <= 2) {
            throw new IllegalArgumentException("a forest tells at least two classes apart: rename this one instead");
        }
        List<ClassStyle> fewer = new ArrayList<>(classes);
        fewer.remove(index);
        return new Labelling(fewer, dressed(fewer, index, index));
    }

    private void checkName(String name, int except) {
        if (name.trim().isEmpty() || name.contains(",")) {
            throw new IllegalArgumentException("a class needs a name without commas");
        }
        for (int i = 0; i < classes.size(); i++) {
            if (i != except && classes.get(i).name.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("there is a class " + classes.get(i).name + " already: give another name");
            }
        }
    }

    /** The strokes with names, colours and numbers of these classes, of which the one in place {@code removed} is gone (-1: none). */
    private Map<Long, List<Roi>> dressed(List<ClassStyle> now, int from, int removed) {
        Map<Long, List<Roi>> changed = new LinkedHashMap<>();
        strokes.forEach((image, ofImage) -> {
            List<Roi> all = new ArrayList<>();
            for (Roi stroke : ofImage) {
                int index = stroke.getGroup() - 1;
                if (index < from) {
                    all.add(stroke);
                } else if (index != removed) {
                    int place = removed >= 0 ? index - 1 : index;
                    all.add(dressed(stroke, place, now.get(place)));
                }
            }
            changed.put(image, all);
        });
        return changed;
    }

    /**
     * ROIs as strokes of a labelling's classes: those of no class and the results of Pixel Forest are left out.
     *
     * @param image that they lie on
     * @throws IllegalArgumentException where one has no place on the image
     */
    public static List<Roi> strokesOf(Roi[] rois, Labelling labelling, ImagePlus image) {
        RoiClass classOf = new RoiClass(labelling.classNames());
        List<Roi> strokes = new ArrayList<>();
        for (int i = 0; i < rois.length; i++) {
            int index = classOf.find(rois[i]);
            boolean drawable = !(rois[i] instanceof TextRoi) && !(rois[i] instanceof ImageRoi);
            if (index >= 0 && drawable && !ResultTag.isResult(rois[i])) {
                RoiPosition.of(rois[i], image, "ROI " + (i + 1));
                strokes.add(dressed(rois[i], index, labelling.classes.get(index)));
            }
        }
        return strokes;
    }

    /** A copy of a stroke that looks like its class. */
    static Roi dressed(Roi stroke, int index, ClassStyle of) {
        Roi copy = (Roi) stroke.clone();
        copy.setGroup(index + 1);
        copy.setStrokeColor(new Color(of.color)); // the group would bring ImageJ's colour
        if (stroke.getStrokeWidth() > 0) {
            copy.setStrokeWidth(stroke.getStrokeWidth());
        }
        copy.setName(of.name);
        return copy;
    }

    @Override
    public String toString() {
        return Arrays.toString(classNames()) + " " + strokes;
    }
}
