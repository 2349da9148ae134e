package pixelforest.engine;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a .pforest file holds, as values: images and what was drawn on them, classes, settings, the view, and a model or
 * none. Immutable, but for the model, which whoever read it closes.
 */
public final class ProjectFile {
    /** An image, to find it again. */
    public static final class Image {
        /** Path, relative to the project's file where possible, with slashes; the image's title where it is no file. */
        public final String path;
        /** Absolute path where the image was last seen; empty where it is no file or not known. */
        public final String absolutePath;
        /** Frames, channels, depth, height, width. */
        public final int[] shape;
        /** As {@link FingerprintJob} computes it; 0 where it was not measured. */
        public final int fingerprint;

        public Image(String path, String absolutePath, int[] shape, int fingerprint) {
            this.path = path;
            this.absolutePath = absolutePath;
            this.shape = shape.clone();
            this.fingerprint = fingerprint;
        }
    }

    /** Something drawn on an image: an ROI, or the runs of a stroke that came from a label image. */
    public static final class Annotation {
        /** Number of the image, from 0. */
        public final int image;
        /** The bytes of a .roi file, or null. */
        public final byte[] roi;
        /** Class of the runs, from 0; -1 for an ROI, which has a class of its own. */
        public final int classIndex;
        /** Five numbers per run: frame, z, y, x0, x1 (one past the last); null for an ROI. */
        public final int[] runs;

        private Annotation(int image, byte[] roi, int classIndex, int[] runs) {
            this.image = image;
            this.roi = roi;
            this.classIndex = classIndex;
            this.runs = runs;
        }

        /** An ROI, the bytes of a .roi file. */
        public static Annotation ofRoi(int image, byte[] roi) {
            return new Annotation(image, roi, -1, null);
        }

        /** Runs of a class, five numbers each. */
        public static Annotation ofRuns(int image, int classIndex, int[] runs) {
            return new Annotation(image, null, classIndex, runs);
        }
    }

    public final List<Image> images;
    /** In the order in which they were drawn. */
    public final List<Annotation> annotations;
    public final List<ClassStyle> classes;
    /** Options of {@code train}. */
    public final Map<String, String> settings;
    /** What the window shows and how; its keys are the window's own. */
    public final Map<String, String> view;
    /** Of a recovery file: absolute path of the project whose unsaved state this is; empty where it has none. */
    public final String recoveredProject;
    /** Null before the first training. */
    public final Model model;

    public ProjectFile(List<Image> images, List<Annotation> annotations, List<ClassStyle> classes,
            Map<String, String> settings, Map<String, String> view, String recoveredProject, Model model) {
        this.images = Collections.unmodifiableList(new ArrayList<>(images));
        this.annotations = Collections.unmodifiableList(new ArrayList<>(annotations));
        this.classes = Collections.unmodifiableList(new ArrayList<>(classes));
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        this.view = Collections.unmodifiableMap(new LinkedHashMap<>(view));
        this.recoveredProject = recoveredProject;
        this.model = model;
    }

    /**
     * Reads a file. One that {@code train} has written has its settings and classes from its model, and an empty view.
     *
     * @throws IOException where the file is missing, foreign, damaged or newer
     */
    public static ProjectFile read(File file) throws IOException {
        Library.load();
        long id = Native.projectRead(file.getPath());
        Model model = null;
        try {
            ProjectFile read = new ProjectFile(images(id), annotations(id), classes(id), pairs(Native.projectSettings(id)),
                    pairs(Native.projectView(id)), Native.projectRecovered(id), null);
            if (Native.projectHasModel(id)) {
                model = new Model(id); // a model's handle is one of its project
            }
            return new ProjectFile(read.images, read.annotations, read.classes, read.settings, read.view,
                    read.recoveredProject, model);
        } finally {
            if (model == null) {
                Native.close(id);
            }
        }
    }

    /**
     * Writes a file, which appears whole or not at all and is on the disk then. The model goes with its labelled rows,
     * except those of images that are not in this project.
     *
     * @throws IOException where the file cannot be written; what was there stays
     */
    public void write(File file) throws IOException {
        Library.load();
        long[] numbers = new long[6 * images.size()];
        String[] paths = new String[2 * images.size()];
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            for (int j = 0; j < 5; j++) {
                numbers[6 * i + j] = image.shape[j];
            }
            numbers[6 * i + 5] = image.fingerprint & 0xFFFFFFFFL;
            paths[2 * i] = image.path;
            paths[2 * i + 1] = image.absolutePath;
        }
        int[] places = new int[2 * annotations.size()];
        byte[][] rois = new byte[annotations.size()][];
        int[][] runs = new int[annotations.size()][];
        for (int i = 0; i < rois.length; i++) {
            Annotation annotation = annotations.get(i);
            places[2 * i] = annotation.image;
            places[2 * i + 1] = annotation.classIndex;
            rois[i] = annotation.roi;
            runs[i] = annotation.runs;
        }
        String[] names = new String[classes.size()];
        int[] styles = new int[2 * names.length];
        for (int i = 0; i < names.length; i++) {
            ClassStyle style = classes.get(i);
            names[i] = style.name;
            styles[2 * i] = style.color;
            styles[2 * i + 1] = style.visible ? 1 : 0;
        }
        Native.projectWrite(file.getPath(), model == null ? 0 : model.id(), paths, numbers, places, rois, runs, names,
                styles, Settings.pairs(settings), Settings.pairs(view), recoveredProject);
    }

    private static List<Image> images(long id) {
        String[] paths = Native.projectPaths(id);
        long[] numbers = Native.projectImages(id);
        List<Image> images = new ArrayList<>();
        for (int i = 0; 2 * i < paths.length; i++) {
            int[] shape = Arrays.stream(numbers, 6 * i, 6 * i + 5)
                    .mapToInt(n -> (int) Math.min(n, Integer.MAX_VALUE)).toArray();
            images.add(new Image(paths[2 * i], paths[2 * i + 1], shape, (int) numbers[6 * i + 5]));
        }
        return images;
    }

    private static List<Annotation> annotations(long id) {
        int[] places = Native.projectAnnotations(id);
        List<Annotation> annotations = new ArrayList<>();
        for (int i = 0; 2 * i < places.length; i++) {
            int classIndex = places[2 * i + 1];
            annotations.add(classIndex < 0 ? Annotation.ofRoi(places[2 * i], Native.projectRoi(id, i))
                    : Annotation.ofRuns(places[2 * i], classIndex, Native.projectRuns(id, i)));
        }
        return annotations;
    }

    private static List<ClassStyle> classes(long id) {
        String[] names = Native.projectClassNames(id);
        int[] styles = Native.projectClassStyles(id);
        List<ClassStyle> classes = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            classes.add(new ClassStyle(names[i], styles[2 * i], styles[2 * i + 1] != 0));
        }
        return classes;
    }

    private static Map<String, String> pairs(String[] list) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < list.length; i += 2) {
            pairs.put(list[i], list[i + 1]);
        }
        return pairs;
    }
}
