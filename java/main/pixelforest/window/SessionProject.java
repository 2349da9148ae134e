package pixelforest.window;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pixelforest.annotation.Labelling;
import pixelforest.engine.Model;
import pixelforest.project.Autosave;
import pixelforest.project.ProjectImage;
import pixelforest.project.ProjectState;
import pixelforest.project.ProjectStore;
import pixelforest.project.RecentProjects;

/** A session's file, and what is saved without being asked, so that a crash takes little. On the event thread. */
final class SessionProject implements Session.Listener, AutoCloseable {
    private final Session session;
    private final Autosave autosave;
    /** What is known of the files of the session's images; looked at once. */
    private final Map<Long, ProjectImage> images = new LinkedHashMap<>();
    private File file;
    /** What was saved or opened last. */
    private Labelling savedLabelling;
    private Map<String, String> savedSettings;

    SessionProject(Session session, Autosave autosave) {
        this.session = session;
        this.autosave = autosave;
        markSaved();
    }

    /** Null before the first saving. */
    File file() {
        return file;
    }

    /** Whether strokes, classes or options differ from what is in the file. */
    boolean isUnsaved() {
        return savedLabelling != session.labelling() || !savedSettings.equals(session.settings());
    }

    /** Says that the session is as in a file; null for none. */
    void opened(File from) {
        file = from;
        markSaved();
        autosave.saved();
        if (from != null) {
            RecentProjects.add(from);
        }
    }

    /**
     * Says that the session is what a crash has left of a file's; null for none. It is not saved yet.
     *
     * @return whether it is kept aside again, so that what the crash has left can be given up
     */
    boolean recovered(File of) {
        file = of;
        savedLabelling = null;
        autosave.changed(state(), file);
        autosave.flush();
        return autosave.problem() == null;
    }

    /** Why the work is not kept aside at the moment; null where it is. */
    IOException problem() {
        return autosave.problem();
    }

    /**
     * Saves the project with its model, if there is one.
     *
     * @throws IOException where the file cannot be written; what was there stays
     */
    void save(File to) throws IOException {
        session.images().forEach(image -> images.remove(image.key)); // they may have got files since
        ProjectState state = state();
        try (Model model = session.loop().share()) {
            ProjectStore.save(state, model, to);
        }
        opened(to);
        session.projectChanged();
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.IMAGES) {
            // What is known of an image has to be looked at while it is open.
            session.images().forEach(this::known);
        }
        if ((change == Session.Change.LABELLING || change == Session.Change.SETTINGS) && isUnsaved()) {
            autosave.changed(state(), file);
        }
    }

    private void markSaved() {
        savedLabelling = session.labelling();
        savedSettings = new LinkedHashMap<>(session.settings());
    }

    /** The session as it is now. */
    ProjectState state() {
        List<ProjectImage> all = new ArrayList<>();
        Set<Long> open = new LinkedHashSet<>(Session.keys(session.images()));
        for (SessionImage image : session.images()) {
            all.add(known(image).withStrokes(session.labelling().strokes(image.key)));
        }
        // The strokes on an image stay in the project when its window is closed.
        images.forEach((key, image) -> {
            if (!open.contains(key) && !session.labelling().strokes(key).isEmpty()) {
                all.add(image.withStrokes(session.labelling().strokes(key)));
            }
        });
        return new ProjectState(all, session.labelling().classes, session.settings(), view());
    }

    private ProjectImage known(SessionImage image) {
        return images.computeIfAbsent(image.key, key -> ProjectImage.of(image.image, image.source));
    }

    private Map<String, String> view() {
        Map<String, String> view = new LinkedHashMap<>();
        view.put("layer", session.layer().name());
        view.put("opacity", Double.toString(session.opacity()));
        view.put("active", Integer.toString(session.active()));
        view.put("brush", Integer.toString((int) session.brushWidth()));
        view.put("live", Boolean.toString(session.isLive()));
        View seen = session.view();
        if (seen != null) {
            view.put("image", Integer.toString(session.images().indexOf(seen.image)));
            view.put("frame", Integer.toString(seen.frame));
            view.put("slice", Integer.toString(seen.slice));
        }
        return view;
    }

    /** Takes over what a file says of the view. */
    static void restore(Map<String, String> view, Session session) {
        for (Layer layer : Layer.values()) {
            if (layer.name().equals(view.get("layer"))) {
                session.setLayer(layer);
            }
        }
        session.setOpacity(number(view, "opacity", session.opacity()));
        session.setActive((int) number(view, "active", session.active()));
        session.setBrushWidth((int) number(view, "brush", session.brushWidth()));
        int index = (int) number(view, "image", 0);
        if (index >= 0 && index < session.images().size()) {
            SessionImage image = session.images().get(index);
            int frame = (int) number(view, "frame", 0);
            int slice = (int) number(view, "slice", 0);
            if (frame < image.source.shape()[0] && slice < image.source.shape()[2]) {
                image.show(frame, slice);
            }
        }
        session.setLive(Boolean.parseBoolean(view.get("live")));
    }

    private static double number(Map<String, String> view, String key, double otherwise) {
        try {
            return Double.parseDouble(view.getOrDefault(key, ""));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Ends: the work was saved or given up. */
    @Override
    public void close() {
        autosave.close();
    }
}
