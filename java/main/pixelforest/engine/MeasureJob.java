package pixelforest.engine;

import java.util.Map;

/**
 * Measures how good a model is from the labelled rows that it holds: one that {@link TrainJob#grow} made, or one from a
 * file. The report has held_out_error, out_of_bag_error (of a random forest), recall.CLASS and confusion.CLASS (counts of
 * the held-out predictions of the class's rows, class by class, separated by commas), and importance.FEATURE of the
 * most important features, most important first.
 */
public final class MeasureJob extends Job {
    private MeasureJob(long id) {
        super(id);
    }

    /** A measurement that has not begun; settings: threads. */
    public static MeasureJob of(Model model, Map<String, String> settings) {
        return new MeasureJob(Native.measureJob(model.id(), Settings.pairs(settings)));
    }

    /** Measures; the same model (same hash) with its errors on record, as {@link TrainJob#train} gives it. */
    public Model measure() {
        return new Model(Native.measureFinish(id()));
    }
}
