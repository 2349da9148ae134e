package pixelforest.project;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.engine.ClassStyle;

/** Everything of a project at one moment, but for its model. Immutable, so that one thread saves what another goes on changing. */
public final class ProjectState {
    public final List<ProjectImage> images;
    public final List<ClassStyle> classes;
    /** Options of {@code train}; "channels" also says which channels of the images are read. */
    public final Map<String, String> settings;
    /** What the window shows and how; the keys are the window's own. */
    public final Map<String, String> view;

    public ProjectState(List<ProjectImage> images, List<ClassStyle> classes, Map<String, String> settings,
            Map<String, String> view) {
        this.images = Collections.unmodifiableList(new ArrayList<>(images));
        this.classes = Collections.unmodifiableList(new ArrayList<>(classes));
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        this.view = Collections.unmodifiableMap(new LinkedHashMap<>(view));
    }

    /** How many strokes there are on all images. */
    public int strokeCount() {
        return images.stream().mapToInt(image -> image.strokes.size()).sum();
    }
}
