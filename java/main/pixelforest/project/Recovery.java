package pixelforest.project;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import pixelforest.engine.Model;
import pixelforest.engine.ProjectFile;

/**
 * Unsaved work that a crash has left behind. While this is not closed or discarded, no other ImageJ finds it.
 */
public final class Recovery implements AutoCloseable {
    private final RecoveryFolder.Claim claim;
    /** The project's own file; null where it was never saved. */
    public final File project;
    /** When it was last written. */
    public final Date time;
    /** Titles or file names of the images. */
    public final List<String> images;
    /** Titles of the images that are no files: those must be open before {@link #open}. */
    public final List<String> untitled;
    /** How many strokes there are. */
    public final int strokes;

    private Recovery(RecoveryFolder.Claim claim, ProjectFile content) {
        this.claim = claim;
        this.project = content.recoveredProject.isEmpty() ? null : new File(content.recoveredProject);
        this.time = new Date(claim.file.lastModified());
        List<String> names = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (ProjectFile.Image image : content.images) {
            boolean isFile = !image.absolutePath.isEmpty();
            names.add(isFile ? new File(image.absolutePath).getName() : image.path);
            if (!isFile) {
                titles.add(image.path);
            }
        }
        this.images = Collections.unmodifiableList(names);
        this.untitled = Collections.unmodifiableList(titles);
        this.strokes = content.annotations.size();
    }

    /** What crashes have left in the user's recovery folder, the latest first. */
    public static List<Recovery> found() {
        return found(RecoveryFolder.ofUser());
    }

    /** What crashes have left in a folder, the latest first. */
    public static List<Recovery> found(File folder) {
        return found(new RecoveryFolder(folder));
    }

    private static List<Recovery> found(RecoveryFolder folder) {
        List<Recovery> found = new ArrayList<>();
        for (RecoveryFolder.Claim claim : folder.abandoned()) {
            try {
                found.add(new Recovery(claim, ProjectFile.read(claim.file)));
            } catch (IOException e) {
                claim.close(); // of a newer version, or the disk is damaged: it is left for who can read it
            }
        }
        found.sort((a, b) -> b.time.compareTo(a.time));
        return found;
    }

    /**
     * Opens the work, with the model of its project where there is one. Discard it when it is saved or watched by an
     * {@link Autosave} again.
     */
    public OpenedProject open() throws IOException {
        File folder = project == null ? claim.file.getParentFile() : project.getAbsoluteFile().getParentFile();
        ProjectFile content = ProjectFile.read(claim.file);
        return ProjectStore.opened(new ProjectFile(content.images, content.annotations, content.classes, content.settings,
                content.view, content.recoveredProject, model(content.classes.size())), project, folder);
    }

    /** The model of the project, if it can be had and knows as many classes. */
    private Model model(int classes) {
        if (project == null || !project.isFile()) {
            return null;
        }
        Model model = null;
        try {
            model = ProjectFile.read(project).model;
        } catch (IOException e) {
            return null; // the strokes are what was to be recovered
        }
        if (model != null && model.classNames().length != classes) {
            model.close();
            return null;
        }
        return model;
    }

    /** Deletes the work. */
    public void discard() {
        claim.delete();
    }

    /** Leaves the work for later. */
    @Override
    public void close() {
        claim.close();
    }
}
