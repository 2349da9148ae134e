package pixelforest.project;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.File;
import java.io.IOException;
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
                File known = found.get(i).image != null ? found.get(i).file : lastSeen(image, folder);
                String title = found.get(i).image != null ? found.get(i).image.getTitle() : new File(image.path).getName();
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

    /** Null where the image was no file. */
    private static File lastSeen(ProjectFile.Image image, File folder) {
        return image.absolutePath.isEmpty() ? null : new File(image.absolutePath);
    }

    private static List<List<Roi>> strokes(ProjectFile content, List<FoundImage> found) throws IOException {
        List<List<Roi>> strokes = new ArrayList<>();
        content.images.forEach(image -> strokes.add(new ArrayList<>()));
        for (int i = 0; i < content.annotations.size(); i++) {
            Annotation annotation = content.annotations.get(i);
            if (annotation.roi != null) {
                strokes.get(annotation.image).add(Annotations.decode(annotation.roi, "stroke " + (i + 1)));
            } else {
                strokes.get(annotation.image).addAll(RunOutlines.of(annotation.runs, annotation.classIndex,
                        content.images.get(annotation.image).shape, found.get(annotation.image).image));
            }
        }
        return strokes;
    }
}
