package pixelforest.window;

import java.util.Collections;
import java.util.Map;

/** What the live update is doing and what is known of its model. Immutable. */
final class LiveState {
    static final LiveState OFF = new LiveState(false, "", "", Double.NaN, Double.NaN, Double.NaN, Collections.emptyMap());

    private final boolean busy;
    /** What it is doing, or waits for. */
    final String activity;
    /** What went wrong; empty where nothing did. */
    final String error;
    /** Milliseconds from a change to the trained model, to the coarse picture and to the full one; NaN where there was none. */
    final double trainMillis, coarseMillis, fullMillis;
    /** Errors, recall and importances, as MeasureJob has them; empty where they are not measured yet. */
    final Map<String, String> measures;

    private LiveState(boolean busy, String activity, String error, double trainMillis, double coarseMillis, double fullMillis,
            Map<String, String> measures) {
        this.busy = busy;
        this.activity = activity;
        this.error = error;
        this.trainMillis = trainMillis;
        this.coarseMillis = coarseMillis;
        this.fullMillis = fullMillis;
        this.measures = measures;
    }

    boolean isBusy() {
        return busy;
    }

    boolean isMeasured() {
        return !measures.isEmpty();
    }

    LiveState off() {
        return new LiveState(false, "", "", trainMillis, coarseMillis, fullMillis, measures);
    }

    LiveState busy(String now) {
        return new LiveState(true, now, "", trainMillis, coarseMillis, fullMillis, measures);
    }

    LiveState waiting(String what) {
        return new LiveState(false, what, "", trainMillis, coarseMillis, fullMillis, measures);
    }

    LiveState failed(String why) {
        return new LiveState(false, "", why, trainMillis, coarseMillis, fullMillis, measures);
    }

    /** A new model: what was known of the old one does not count any more. */
    LiveState trained(double millis) {
        return new LiveState(true, activity, "", millis, Double.NaN, Double.NaN, Collections.emptyMap());
    }

    LiveState coarse(double millis) {
        return new LiveState(true, activity, "", trainMillis, millis, fullMillis, measures);
    }

    LiveState full(double millis) {
        return new LiveState(true, activity, "", trainMillis, coarseMillis, millis, measures);
    }

    LiveState measured(Map<String, String> report) {
        return new LiveState(true, activity, "", trainMillis, coarseMillis, fullMillis, Collections.unmodifiableMap(report));
    }

    LiveState idle() {
        return new LiveState(false, "", "", trainMillis, coarseMillis, fullMillis, measures);
    }

    @Override
    public String toString() {
        return activity + error + " " + trainMillis + " " + coarseMillis + " " + fullMillis;
    }
}
