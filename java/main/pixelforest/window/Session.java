package pixelforest.window;

import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.EventQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.Eraser;
import pixelforest.annotation.History;
import pixelforest.annotation.Labelling;
import pixelforest.engine.ClassStyle;
import pixelforest.image.ImageSource;
import pixelforest.project.Autosave;

/**
 * What a window works on: images, classes, strokes, options, and the live update that follows them. Lives on the event thread;
 * listeners are told there.
 */
final class Session implements AutoCloseable {
    /** What changed. */
    enum Change {
        /** Strokes, classes, or what is undone. */
        LABELLING,
        /** Options of the training. */
        SETTINGS,
        /** Options of objects. */
        OBJECTS,
        /** How things are shown: layer, opacity, active class, brush. */
        APPEARANCE,
        /** The stroke that is being drawn. */
        PEN,
        /** Pixels of layers. */
        LAYERS,
        /** What the live update is doing. */
        STATUS,
        /** What the user looks at. */
        VIEW,
        /** Images. */
        IMAGES,
        /** The project's file, or whether it is saved. */
        PROJECT
    }

    /** A listener. */
    interface Listener {
        void changed(Change change);
    }

    private final List<SessionImage> images = new ArrayList<>();
    private final History history;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> objectOptions = new LinkedHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final LiveLoop loop;
    private final SessionProject project;
    private final PixelWatch watch;
    private final Journal journal;
    private int active;
    private int brushWidth = 3;
    private boolean erases;
    private Roi pen;
    private boolean live;
    private Layer layer = Layer.PROBABILITY;
    private double opacity = 0.5;
    private boolean showsStrokes = true;
    private View view;

    Session(List<ClassStyle> classes) {
        history = new History(Labelling.of(classes));
        active = Math.max(0, classes.size() - 1);
        journal = new Journal(this);
        listeners.add(journal);
        loop = new LiveLoop(change -> EventQueue.invokeLater(() -> tell(change)));
        project = new SessionProject(this, Autosave.start());
        listen(project);
        watch = new PixelWatch(this);
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    void unlisten(Listener listener) {
        listeners.remove(listener);
    }

    private void tell(Change change) {
        listeners.forEach(listener -> listener.changed(change));
    }

    // ---- images ----

    List<SessionImage> images() {
        return Collections.unmodifiableList(images);
    }

    SessionImage image(ImagePlus image) {
        return images.stream().filter(i -> i.image == image).findFirst().orElse(null);
    }

    /**
     * Adds an image, with strokes that are drawn on it already.
     *
     * @throws IllegalArgumentException where it has other channels than the others
     */
    SessionImage add(ImagePlus image, int[] channels, List<Roi> strokes) {
        SessionImage added = new SessionImage(image, channels);
        if (!images.isEmpty() && images.get(0).source.shape()[1] != added.source.shape()[1]) {
            throw new IllegalArgumentException(image.getTitle() + " has " + added.source.shape()[1] + " channels, "
                    + images.get(0).source.name() + " has " + images.get(0).source.shape()[1]
                    + ": strokes on images of the same channels train one model");
        }
        images.add(added);
        tell(Change.IMAGES);
        if (strokes.isEmpty()) {
            update();
        } else {
            change(labelling().withStrokes(added.key, strokes));
        }
        watch.remember(added);
        return added;
    }

    /** Another plugin has changed an image: what was computed of it does not count any more, its strokes do. */
    void pixelsChanged(SessionImage image) {
        if (images.contains(image)) {
            try {
                image.reread();
            } catch (IllegalArgumentException e) {
                return; // the live update says what is wrong when it reads the image
            }
            loop.forget(image);
            tell(Change.IMAGES);
            update();
        }
    }

    /**
     * Uses some channels of all images, from 1; null for all.
     *
     * @throws IllegalArgumentException where an image has no such channel; then nothing is changed
     */
    void useChannels(int[] channels) {
        images.forEach(image -> ImageSource.of(image.image, channels));
        loop.update(null); // what runs is of other channels
        images.forEach(image -> {
            image.use(channels);
            loop.forget(image);
        });
        tell(Change.IMAGES);
        set("channels", channels == null ? "" : Arrays.stream(channels).mapToObj(Integer::toString).collect(Collectors.joining(",")));
    }

    /** The channels of images that are used, from 1; null for all. */
    int[] channels() {
        String chosen = settings.get("channels");
        return chosen == null ? null : Arrays.stream(chosen.split(",")).mapToInt(c -> Integer.parseInt(c.trim())).toArray();
    }

    /** Forgets an image whose window was closed; its strokes stay in the history. */
    void remove(SessionImage image) {
        images.remove(image);
        if (view != null && view.image == image) {
            view = null;
        }
        tell(Change.IMAGES);
        update();
    }

    // ---- labelling ----

    Labelling labelling() {
        return history.now();
    }

    void change(Labelling next) {
        history.change(next);
        labellingChanged();
    }

    boolean canUndo() {
        return history.canUndo();
    }

    boolean canRedo() {
        return history.canRedo();
    }

    void undo() {
        history.undo();
        labellingChanged();
    }

    void redo() {
        history.redo();
        labellingChanged();
    }

    private void labellingChanged() {
        active = Math.min(active, labelling().classes.size() - 1);
        tell(Change.LABELLING);
        update();
    }

    /** Adds a stroke of the active class to the plane that was seen when it was begun. */
    void addStroke(View at, Roi stroke) {
        Annotations.place(stroke, at.image.image, at.frame, at.slice);
        change(labelling().with(at.image.key, stroke, active));
    }

    /** Takes away what lies under a line on a plane. */
    void erase(View at, Roi line) {
        Annotations.place(line, at.image.image, at.frame, at.slice);
        List<Roi> before = labelling().strokes(at.image.key);
        List<Roi> left = Eraser.erase(before, line, at.image.image);
        // What was not touched is the same object; ImageJ calls strokes equal that only look alike.
        boolean same = left.size() == before.size()
                && IntStream.range(0, left.size()).allMatch(i -> left.get(i) == before.get(i));
        if (!same) {
            change(labelling().withStrokes(at.image.key, left));
        }
    }

    // ---- drawing ----

    int active() {
        return active;
    }

    ClassStyle activeClass() {
        return labelling().classes.get(active);
    }

    void setActive(int index) {
        if (index >= 0 && index < labelling().classes.size()) {
            active = index;
            tell(Change.APPEARANCE);
        }
    }

    double brushWidth() {
        return brushWidth;
    }

    void setBrushWidth(int width) {
        brushWidth = Math.max(1, Math.min(200, width));
        tell(Change.APPEARANCE);
    }

    boolean isErasing() {
        return erases;
    }

    void setErasing(boolean now) {
        erases = now;
        tell(Change.APPEARANCE);
    }

    /** The stroke that is being drawn, or null. */
    Roi pen() {
        return pen;
    }

    void setPen(Roi trace) {
        pen = trace;
        tell(Change.PEN);
    }

    // ---- what is shown ----

    Layer layer() {
        return layer;
    }

    void setLayer(Layer shown) {
        layer = shown;
        tell(Change.APPEARANCE);
    }

    double opacity() {
        return opacity;
    }

    void setOpacity(double part) {
        opacity = Math.max(0, Math.min(1, part));
        tell(Change.APPEARANCE);
    }

    boolean showsStrokes() {
        return showsStrokes;
    }

    void showStrokes(boolean shown) {
        showsStrokes = shown;
        tell(Change.APPEARANCE);
    }

    View view() {
        return view;
    }

    void setView(View seen) {
        watch.remember(seen.image);
        view = seen;
        tell(Change.VIEW);
        update();
    }

    // ---- options and the live update ----

    /** Options of the training that are not the default ones. */
    Map<String, String> settings() {
        return Collections.unmodifiableMap(settings);
    }

    /** Changes options; an empty value is the default. */
    void set(String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (keysAndValues[i + 1].isEmpty()) {
                settings.remove(keysAndValues[i]);
            } else {
                settings.put(keysAndValues[i], keysAndValues[i + 1]);
            }
        }
        tell(Change.SETTINGS);
        update();
    }

    /** Options of objects that are not the default ones. */
    Map<String, String> objectOptions() {
        return Collections.unmodifiableMap(objectOptions);
    }

    /** Changes an option of objects; an empty value is the default. */
    void setObjectOption(String key, String value) {
        String before = value.isEmpty() ? objectOptions.remove(key) : objectOptions.put(key, value);
        if (!value.equals(before == null ? "" : before)) {
            tell(Change.OBJECTS);
        }
    }

    boolean isLive() {
        return live;
    }

    void setLive(boolean on) {
        live = on;
        tell(Change.STATUS);
        update();
    }

    /** What was done, for macros. */
    Journal journal() {
        return journal;
    }

    LiveLoop loop() {
        return loop;
    }

    SessionProject project() {
        return project;
    }

    /** The project was saved or opened. */
    void projectChanged() {
        tell(Change.PROJECT);
    }

    /** The images whose strokes a training would use. */
    List<SessionImage> strokeImages() {
        List<SessionImage> drawn = new ArrayList<>(images);
        drawn.removeIf(image -> labelling().strokes(image.key).isEmpty());
        return drawn;
    }

    private void update() {
        loop.update(live ? work() : null);
    }

    /** What there is to be up to date with now. */
    Work work() {
        return new Work(labelling(), new ArrayList<>(images), new LinkedHashMap<>(settings), view);
    }

    /** Why there can be no training yet, or null. */
    String missing() {
        return labelling().missing(keys(images));
    }

    /** What caches and labellings call images. */
    static List<Long> keys(List<SessionImage> images) {
        return images.stream().map(image -> image.key).collect(Collectors.toList());
    }

    @Override
    public void close() {
        listeners.clear();
        watch.close();
        project.close();
        loop.close();
    }

    /** What the live update is to be up to date with. Immutable. */
    static final class Work {
        final Labelling labelling;
        final List<SessionImage> images;
        final Map<String, String> settings;
        final View view;

        Work(Labelling labelling, List<SessionImage> images, Map<String, String> settings, View view) {
            this.labelling = labelling;
            this.images = images;
            this.settings = settings;
            this.view = view;
        }

        /** Whether both train the same model. */
        boolean trainsLike(Work other) {
            return other != null && labelling == other.labelling && images.equals(other.images)
                    && settings.equals(other.settings);
        }

        @Override
        public String toString() {
            return Arrays.asList(labelling, settings).toString();
        }
    }
}
