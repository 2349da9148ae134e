package pixelforest.project;

import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import java.awt.Color;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.RunOutlines;
import pixelforest.engine.Model;
import pixelforest.engine.ProjectFile;
import pixelforest.engine.ProjectFile.Annotation;

/** Saves projects in .pforest files and opens them. */
public final class ProjectStore {
    private ProjectStore() {}

    /**
     * Saves a project; the file appears whole or not at all. For "save as", give another file.
     *
     * @param model trained from this state or an earlier one, or null
     * @throws IOException where the file cannot be written; what was there stays
     */
    public static void save(ProjectState state, Model model, File file) throws IOException {
        content(state, model, file.getAbsoluteFile().getParentFile(), "").write(file);
    }

    /**
     * Opens a project and its images, of which those that are missing or wrong are reported, not thrown. Takes as long as
     * opening the images does; uses those that are open already.
     *
     * @throws IOException where the file is missing, foreign, damaged or newer
     */
    public static OpenedProject open(File file) throws IOException {
        return opened(ProjectFile.read(file), file, file.getAbsoluteFile().getParentFile());
    }

    /**
     * Looks whether a file is an image of a project, which the user says it is; not thrown but reported where it is not.
     *
     * @param state of which the settings say which channels are read
     */
    public static FoundImage locate(ProjectImage image, File file, ProjectState state) {
        return new ImageFinder(state.settings).check(image, file);
    }

    /**
     * What a file of a project holds.
     *
     * @param folder what paths are relative to; null for absolute ones
     * @param recovered path of the project whose unsaved state it is, else empty
     */
    static ProjectFile content(ProjectState state, Model model, File folder, String recovered) throws IOException {
        List<ProjectFile.Image> images = new ArrayList<>();
        List<Annotation> annotations = new ArrayList<>();
        for (ProjectImage image : state.images) {
            String absolute = image.file == null ? "" : image.file.getAbsolutePath();
            String path = image.file == null ? image.title : path(folder, image.file.getAbsoluteFile());
            for (Roi stroke : image.strokes) {
                byte[] bytes = RoiEncoder.saveAsByteArray(stroke);
                if (bytes == null) {
                    throw new IOException("ImageJ cannot save the stroke " + stroke);
                }
                annotations.add(Annotation.ofRoi(images.size(), bytes));
            }
            images.add(new ProjectFile.Image(path, absolute, image.shape, image.fingerprint));
        }
        return new ProjectFile(images, annotations, state.classes, state.settings, state.view, recovered, model);
    }

    private static String path(File folder, File file) {
        Path path = file.toPath().normalize();
        Path from = folder == null ? null : folder.toPath().normalize();
        boolean reachable = from != null && Objects.equals(path.getRoot(), from.getRoot());
        return (reachable ? from.relativize(path) : path).toString().replace(File.separatorChar, '/');
    }

    /** The state in a file, and its images, which are looked for from a folder. */
    static OpenedProject opened(ProjectFile content, File file, File folder) throws IOException {
        try {
            ImageFinder finder = new ImageFinder(content.settings);
            List<FoundImage> found = finder.find(content.images, folder);
            List<List<Roi>> strokes = strokes(content, found);
            List<ProjectImage> images = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                ProjectFile.Image image = content.images.get(i);
                FoundImage at = found.get(i);
                File known = at.image != null ? at.file : lastSeen(image, folder);
                String title = at.image != null ? at.image.getTitle() : known != null ? known.getName() : image.path;
                images.add(new ProjectImage(known, title, image.shape, image.fingerprint, strokes.get(i)));
            }
            ProjectState state = new ProjectState(images, content.classes, content.settings, content.view);
            return new OpenedProject(file, state, found, content.model);
        } catch (IOException | RuntimeException | Error e) {
            if (content.model != null) {
                content.model.close();
            }
            throw e;
        }
    }

    /** Where an image was that was not found; null where it was no file. */
    private static File lastSeen(ProjectFile.Image image, File folder) {
        if (!image.absolutePath.isEmpty()) {
            return new File(image.absolutePath);
        }
        if (image.path.indexOf('/') < 0) {
            return null;
        }
        // Of a file that train wrote; or a title with a slash.
        File file = new File(folder, image.path);
        return file.getParentFile().isDirectory() ? file.toPath().normalize().toFile() : null;
    }

    private static List<List<Roi>> strokes(ProjectFile content, List<FoundImage> found) throws IOException {
        List<List<Roi>> strokes = new ArrayList<>();
        content.images.forEach(image -> strokes.add(new ArrayList<>()));
        for (int i = 0; i < content.annotations.size(); i++) {
            Annotation annotation = content.annotations.get(i);
            if (annotation.roi != null) {
                strokes.get(annotation.image).add(stroke(annotation.roi, "stroke " + (i + 1)));
            } else {
                strokes.get(annotation.image).addAll(RunOutlines.of(annotation.runs, annotation.classIndex,
                        content.images.get(annotation.image).shape, found.get(annotation.image).image));
            }
        }
        return strokes;
    }

    /**
     * A ROI as it was saved. ImageJ's decoder gives a ROI the colour of its group, even where it had another one, and
     * forgets on which plane points are that all lie on one.
     */
    private static Roi stroke(byte[] bytes, String what) throws IOException {
        Roi stroke = Annotations.decode(bytes, what);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int color = header.getInt(RoiDecoder.STROKE_COLOR);
        if (color != 0) {
            stroke.setStrokeColor(new Color(color, true));
        }
        int position = header.getInt(RoiDecoder.POSITION);
        if (stroke instanceof PointRoi && position > 0 && isNowhere((PointRoi) stroke)) {
            stroke.setPosition(position);
        }
        return stroke;
    }

    private static boolean isNowhere(PointRoi points) {
        for (int i = 0; i < points.size(); i++) {
            if (points.getPointPosition(i) != 0) {
                return false;
            }
        }
        return !points.hasHyperStackPosition();
    }
}
