package pixelforest.engine;

import java.util.Map;

/** Trains a model again from the labelled rows that it keeps, without its images. */
public final class RetrainJob extends Job {
    private RetrainJob(long id) {
        super(id);
    }

    /**
     * A training that has not begun. The rows of {@code model} are those of its own features, so other features are refused.
     *
     * @param settings the command's options, as Native.trainJob lists them
     * @param classNames of as many classes as the model has
     * @param classColors 0xRRGGBB, one per class
     * @throws IllegalArgumentException where the model keeps no rows, or the settings ask for other features
     */
    public static RetrainJob create(Model model, Map<String, String> settings, String[] classNames, int[] classColors) {
        return new RetrainJob(Native.retrainJob(model.id(), Settings.pairs(settings), classNames, classColors));
    }

    /** Grows the forest; the model is that which the images would give, to the bit. */
    public Model train() {
        return new Model(Native.trainFinish(id()));
    }
}
