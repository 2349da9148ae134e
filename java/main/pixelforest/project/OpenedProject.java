package pixelforest.project;

import java.io.File;
import java.util.Collections;
import java.util.List;
import pixelforest.engine.Model;

/** A project that was opened. Whoever opened it closes the model and the images. */
public final class OpenedProject {
    /** The project's file; null for recovered work that was never saved. */
    public final File file;
    public final ProjectState state;
    /** What became of each image of the state, in the same order. */
    public final List<FoundImage> found;
    /** Null before the first training. Where it has rows, engine.RetrainJob trains it again without the images. */
    public final Model model;

    OpenedProject(File file, ProjectState state, List<FoundImage> found, Model model) {
        this.file = file;
        this.state = state;
        this.found = Collections.unmodifiableList(found);
        this.model = model;
    }
}
