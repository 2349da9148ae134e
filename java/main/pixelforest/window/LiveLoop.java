package pixelforest.window;

import ij.gui.Roi;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import pixelforest.annotation.Annotations;
import pixelforest.engine.ApplyJob;
import pixelforest.engine.Job;
import pixelforest.engine.Layers;
import pixelforest.engine.Live;
import pixelforest.engine.MeasureJob;
import pixelforest.engine.Model;
import pixelforest.engine.PlaneSource;
import pixelforest.engine.TrainJob;

/**
 * Keeps model and layers up to date with the newest work, on one thread: trains, predicts what is seen (coarsely first where it would
 * take long), then what is near, and last measures the model. Newer work stops older work within a tile.
 */
final class LiveLoop implements AutoCloseable {
    /** A picture that would come later than this after a change comes coarsely first; painting it takes some more. */
    private static final double PATIENCE_MILLIS = 110;
    /** Pixels across that one predicted pixel of a coarse picture stands for. */
    private static final int COARSE = 4;
    /** Slices above and below that are predicted once the shown one is done. */
    private static final int NEIGHBOURS = 3;
    /** How long a locked image is left alone. */
    private static final long LOCKED_MILLIS = 300;

    private final Consumer<Session.Change> listener;
    private final Live live;
    private final LayerCache layers;
    private final Thread thread;

    // Guarded by this.
    private Session.Work wanted;
    private boolean renewed;
    private boolean closed;
    private Job running;
    private boolean trains;
    private LiveState state = LiveState.OFF;
    /** What the model was trained on. */
    private Session.Work trained;
    private long version;
    /** Another number whenever pixels have changed, and the images of which. */
    private long generation;
    private final Set<Long> stale = new HashSet<>();

    /** Guarded by this: the model that layers show; whoever takes it out of here closes it. */
    private Model model;

    LiveLoop(Consumer<Session.Change> listener) {
        this.listener = listener;
        long budget = Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4);
        live = Live.open(budget / 2);
        layers = new LayerCache(budget / 2);
        thread = new Thread(this::work, "Pixel Forest live");
        thread.setDaemon(true);
        thread.start();
    }

    LayerCache layers() {
        return layers;
    }

    Live live() {
        return live;
    }

    /** What it is doing, how long the last update took, and how good the model is. */
    synchronized LiveState state() {
        return state;
    }

    /** Gives newer work; null stops. */
    synchronized void update(Session.Work newest) {
        boolean sameModel = newest != null && newest.trainsLike(wanted);
        wanted = newest;
        renewed = true;
        if (running != null && !(trains && sameModel)) {
            running.cancel();
        }
        notifyAll();
    }

    /** Forgets what was computed of an image whose pixels have changed, also what runs is about to remember of it. */
    void forget(SessionImage image) {
        synchronized (this) {
            stale.add(image.key);
            generation++;
            trained = null;
            wanted = null; // the next work is another one, whatever it asks for
            if (running != null) {
                running.cancel();
            }
        }
        live.forget(image.key);
        layers.forget(image);
    }

    /** Begins with a model that was trained before; closes it where there is one already. */
    synchronized void start(Model opened) {
        if (model == null && !closed) {
            model = opened;
            version++;
        } else {
            opened.close();
        }
    }

    /** Whether the model of a work is still what is asked for. */
    synchronized boolean isWanted(Session.Work work) {
        return wanted != null && work.trainsLike(wanted);
    }

    /** Whether newer work has come that was not looked at yet. */
    synchronized boolean isRenewed() {
        return renewed;
    }

    /**
     * Works with the newest model, which is not closed meanwhile.
     *
     * @throws IllegalStateException where there is none yet
     */
    synchronized <T> T withModel(ModelWork<T> use) throws IOException {
        if (model == null) {
            throw new IllegalStateException("there is no model yet: draw strokes of each class, and press Live Update");
        }
        return use.with(model);
    }

    /** The newest model, to be closed by the caller; null where there is none. For work that takes long. */
    synchronized Model share() {
        return model == null ? null : model.share();
    }

    /** The model of a work, to be closed by the caller; null while it is not trained. */
    synchronized Model share(Session.Work work) {
        return hasTrained(work) ? share() : null;
    }

    /** Something to do with a model. */
    interface ModelWork<T> {
        T with(Model model) throws IOException;
    }

    /** Another number for every model. */
    synchronized long modelVersion() {
        return version;
    }

    /** What the model was trained on; null without a model. */
    synchronized Session.Work trained() {
        return model == null ? null : trained;
    }

    /** Whether the model is that of this work. */
    synchronized boolean hasTrained(Session.Work work) {
        return model != null && work.trainsLike(trained);
    }

    synchronized boolean hasModel() {
        return model != null;
    }

    /** Waits until all that was wanted is done, or fails. For tests. */
    synchronized void awaitIdle(long millis) throws InterruptedException {
        long end = System.currentTimeMillis() + millis;
        while (renewed || state.isBusy()) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                throw new IllegalStateException("the live update is still busy: " + state);
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (running != null) {
                running.cancel();
            }
            notifyAll();
        }
    }

    // ---- the thread ----

    private void work() {
        try {
            for (Session.Work next = next(); next != null; next = next()) {
                try {
                    follow(next);
                } catch (CancellationException e) {
                    continue; // newer work waits
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    say(state().failed(Newest.text(e)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                if (model != null) {
                    model.close();
                    model = null;
                }
            }
            live.close();
        }
    }

    /** Waits for newer work; null at the end. */
    private synchronized Session.Work next() throws InterruptedException {
        while (!closed && (!renewed || wanted == null)) {
            if (renewed) {
                renewed = false;
                state = state.off();
                notifyAll();
                listener.accept(Session.Change.STATUS);
            } else {
                wait();
            }
        }
        renewed = false;
        return closed ? null : wanted;
    }

    private void follow(Session.Work work) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String missing = work.labelling.missing(Session.keys(work.images));
        if (missing != null) {
            say(state().waiting(missing));
            return;
        }
        awaitUnlocked(work);
        forgetStale();
        if (!work.trainsLike(trained())) {
            train(work);
        }
        if (work.view != null) {
            predict(work, start);
        }
        measure();
        say(state().idle());
    }

    /** What ran while pixels changed may have remembered the old ones after they were forgotten. */
    private void forgetStale() {
        List<Long> keys;
        synchronized (this) {
            keys = new ArrayList<>(stale);
            stale.clear();
        }
        keys.forEach(live::forget);
    }

    /** Another plugin that has locked an image may be changing its pixels. */
    private void awaitUnlocked(Session.Work work) throws InterruptedException {
        for (SessionImage image : work.images) {
            while (image.image.isLocked()) {
                say(state().waiting(image.image.getTitle() + " is in use by another plugin."));
                synchronized (this) {
                    wait(LOCKED_MILLIS);
                    if (renewed || closed) {
                        throw new CancellationException();
                    }
                }
            }
        }
    }

    private void train(Session.Work work) throws IOException {
        say(state().busy("training"));
        long start = System.nanoTime();
        long before;
        synchronized (this) {
            before = generation;
        }
        try (TrainJob job = trainJob(work)) {
            Model grown = run(job, true, job::grow);
            synchronized (this) {
                if (generation != before) {
                    grown.close();
                    throw new CancellationException();
                }
                if (model != null) {
                    model.close();
                }
                model = grown;
                trained = work;
                version++;
                notifyAll();
            }
        }
        say(state().trained((System.nanoTime() - start) / 1e6));
    }

    /** The training that the command would do with the same strokes and options. */
    private TrainJob trainJob(Session.Work work) {
        TrainJob job = TrainJob.create(work.settings, work.labelling.classNames(), work.labelling.classColors());
        try {
            List<SessionImage> drawn = new ArrayList<>();
            for (SessionImage image : work.images) {
                if (!work.labelling.strokes(image.key).isEmpty()) {
                    drawn.add(image);
                    add(job, work, image);
                }
            }
            job.remember(live, drawn.stream().mapToLong(image -> image.key).toArray());
            return job;
        } catch (RuntimeException | Error e) {
            job.close();
            throw e;
        }
    }

    private static void add(TrainJob job, Session.Work work, SessionImage image) {
        Roi[] rois = work.labelling.strokes(image.key).toArray(new Roi[0]);
        Annotations.addTo(job, job.addImage(image.source), rois, work.labelling.classNames(), image.image);
    }

    // ---- what is seen ----

    private void predict(Session.Work work, long start) throws IOException {
        View view = work.view;
        int[] shape = view.image.source.shape();
        int classes = work.labelling.classes.size();
        Rectangle slice = new Rectangle(shape[4], shape[3]);
        if (SliceLayers.bytes(slice, classes) > layers.mostOfOne()) {
            slice = view.seen;
        }
        SliceLayers shown = layers.make(view.image, 0, view.frame, view.slice, slice, classes);
        List<Rectangle> missing = shown.missing(version, view.seen);
        if (!missing.isEmpty()) {
            say(state().busy("predicting"));
        }
        for (Rectangle part : missing) {
            if (takesLong(work, part, PATIENCE_MILLIS - (System.nanoTime() - start) / 1e6)) {
                slice(work, shown, view.slice, part, COARSE);
                say(state().coarse((System.nanoTime() - start) / 1e6));
            }
        }
        for (Rectangle part : missing) {
            slice(work, shown, view.slice, part, 1);
        }
        if (!missing.isEmpty()) {
            say(state().full((System.nanoTime() - start) / 1e6));
        }
        live.markShown(view.image.key, view.frame, view.slice, view.seen.y, view.seen.y + view.seen.height, view.seen.x,
                view.seen.x + view.seen.width);
        sections(work, classes);
        for (Rectangle part : shown.missing(version, slice)) {
            slice(work, shown, view.slice, part, 1);
        }
        neighbours(work, slice, classes);
    }

    private boolean takesLong(Session.Work work, Rectangle part, double millis) throws IOException {
        int[] region = region(work.view, work.view.slice, part);
        // Of the first picture nobody knows: coarse is safe.
        return withModel(m -> !(live.expectedMillis(m, work.view.image.source, region, 1) < millis));
    }

    private static int[] region(View view, int slice, Rectangle part) {
        return new int[] {slice, slice + 1, part.y, part.y + part.height, part.x, part.x + part.width, view.frame,
            view.frame + 1};
    }

    private void slice(Session.Work work, SliceLayers to, int slice, Rectangle part, int step) throws IOException {
        predict(work, region(work.view, slice, part), step, block -> {
            for (int c = 0; c < to.probabilities.length; c++) {
                block.read(Layers.PROBABILITY, c, slice, to.probabilities[c], to.area.width, to.area.y, to.area.x);
            }
            block.read(Layers.SEGMENTATION, 0, slice, to.segmentation, to.area.width, to.area.y, to.area.x);
            block.read(Layers.UNCERTAINTY, 0, slice, to.uncertainty, to.area.width, to.area.y, to.area.x);
            to.computed(version, partOf(block.region(), 2), step > 1);
        });
    }

    /** Rows and columns of a block's region as a rectangle whose y axis begins at that number. */
    private static Rectangle partOf(int[] region, int first) {
        return new Rectangle(region[4], region[first], region[5] - region[4], region[first + 1] - region[first]);
    }

    private void sections(Session.Work work, int classes) throws IOException {
        View view = work.view;
        if (view.cross == null) {
            return;
        }
        int[] shape = view.image.source.shape();
        int x = view.cross[0];
        int y = view.cross[1];
        Rectangle xz = new Rectangle(shape[4], shape[2]);
        SliceLayers ofRow = layers.make(view.image, 1, view.frame, y, xz, classes);
        for (Rectangle part : ofRow.missing(version, new Rectangle(view.seen.x, 0, view.seen.width, shape[2]))) {
            int[] region = {part.y, part.y + part.height, y, y + 1, part.x, part.x + part.width, view.frame, view.frame + 1};
            predict(work, region, 1, block -> {
                for (int c = 0; c < classes; c++) {
                    block.readXZ(Layers.PROBABILITY, c, y, ofRow.probabilities[c], xz.width, 0, 0);
                }
                block.readXZ(Layers.SEGMENTATION, 0, y, ofRow.segmentation, xz.width, 0, 0);
                block.readXZ(Layers.UNCERTAINTY, 0, y, ofRow.uncertainty, xz.width, 0, 0);
                ofRow.computed(version, partOf(block.region(), 0), false);
            });
        }
        Rectangle yz = new Rectangle(shape[2], shape[3]);
        SliceLayers ofColumn = layers.make(view.image, 2, view.frame, x, yz, classes);
        for (Rectangle part : ofColumn.missing(version, new Rectangle(0, view.seen.y, shape[2], view.seen.height))) {
            int[] region = {part.x, part.x + part.width, part.y, part.y + part.height, x, x + 1, view.frame, view.frame + 1};
            predict(work, region, 1, block -> {
                for (int c = 0; c < classes; c++) {
                    block.readYZ(Layers.PROBABILITY, c, x, ofColumn.probabilities[c], yz.width, 0, 0);
                }
                block.readYZ(Layers.SEGMENTATION, 0, x, ofColumn.segmentation, yz.width, 0, 0);
                block.readYZ(Layers.UNCERTAINTY, 0, x, ofColumn.uncertainty, yz.width, 0, 0);
                int[] r = block.region();
                ofColumn.computed(version, new Rectangle(r[0], r[2], r[1] - r[0], r[3] - r[2]), false);
            });
        }
    }

    private void neighbours(Session.Work work, Rectangle slice, int classes) throws IOException {
        View view = work.view;
        for (int distance = 1; distance <= NEIGHBOURS; distance++) {
            for (int z : new int[] {view.slice + distance, view.slice - distance}) {
                if (z >= 0 && z < view.image.source.shape()[2]) {
                    SliceLayers near = layers.make(view.image, 0, view.frame, z, slice, classes);
                    for (Rectangle part : near.missing(version, view.seen)) {
                        slice(work, near, z, part, 1);
                    }
                }
            }
        }
    }

    /** What is done with a block of layers. */
    private interface Reader {
        void read(Layers block);
    }

    private void predict(Session.Work work, int[] region, int step, Reader reader) throws IOException {
        Map<String, String> settings = step == 1 ? Collections.emptyMap()
                : Collections.singletonMap("step", Integer.toString(step));
        SessionImage image = work.view.image;
        PlaneSource source = image.source;
        try (ApplyJob job = withModel(m -> ApplyJob.layers(live, image.key, m, source, region, settings))) {
            run(job, false, () -> {
                job.runLayers(block -> {
                    reader.read(block);
                    listener.accept(Session.Change.LAYERS);
                });
                return null;
            });
        }
    }

    // ---- how good the model is ----

    private void measure() throws IOException {
        if (state().isMeasured()) {
            return;
        }
        say(state().busy("measuring"));
        try (MeasureJob job = withModel(m -> MeasureJob.of(m, Collections.emptyMap()))) {
            Model measured = run(job, false, job::measure);
            synchronized (this) {
                model.close();
                model = measured;
            }
            say(state().measured(job.report()));
        }
    }

    // ---- jobs ----

    private interface Running<T> {
        T run() throws IOException;
    }

    private <T> T run(Job job, boolean isTraining, Running<T> work) throws IOException {
        synchronized (this) {
            if (renewed || closed) {
                throw new CancellationException();
            }
            running = job;
            trains = isTraining;
        }
        try {
            return work.run();
        } finally {
            synchronized (this) {
                running = null;
            }
        }
    }

    private void say(LiveState next) {
        synchronized (this) {
            state = next;
            notifyAll();
        }
        listener.accept(Session.Change.STATUS);
    }
}
