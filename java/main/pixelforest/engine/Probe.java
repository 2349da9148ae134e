package pixelforest.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Why a model predicts what it does at a voxel. */
public final class Probe {
    /** Probability of each class. */
    public final double[] probabilities;
    /** Number of the most probable class, from 0. */
    public final int mostProbable;
    /**
     * The features that moved the most probable class's probability most, most important first. All features' contributions
     * sum to the probability minus {@link #rootShare}.
     */
    public final List<Feature> features;
    /** The class's share before any feature is looked at: that of the rows the trees were grown from. */
    public final double rootShare;
    /** The strokes whose pixels look most alike, nearest first. */
    public final List<Stroke> strokes;

    /** A feature's part in a prediction. */
    public static final class Feature {
        /** As the features command calls it. */
        public final String name;
        /** Of the voxel. */
        public final double value;
        /** Change of the probability, over all splits by this feature. */
        public final double contribution;

        Feature(String name, double value, double contribution) {
            this.name = name;
            this.value = value;
            this.contribution = contribution;
        }
    }

    /** A stroke and its voxel that is nearest in feature space. */
    public static final class Stroke {
        /** Number of the stroke, counted over all images as they were added to the training, from 0. */
        public final int stroke;
        /** Class, from 0. */
        public final int classIndex;
        /** Training image, in the order they were added, from 0. */
        public final int image;
        public final int frame;
        public final int z;
        public final int y;
        public final int x;
        /** Root mean square of the differences of the features, each in its standard deviations over the training's rows. */
        public final double distance;

        Stroke(double[] numbers, int at) {
            stroke = (int) numbers[at];
            classIndex = (int) numbers[at + 1];
            image = (int) numbers[at + 2];
            frame = (int) numbers[at + 3];
            z = (int) numbers[at + 4];
            y = (int) numbers[at + 5];
            x = (int) numbers[at + 6];
            distance = numbers[at + 7];
        }
    }

    /**
     * From the numbers as the library gives them.
     *
     * @param names of the features
     * @param numbers share at the roots, then value and contribution of each feature
     * @param strokes eight per stroke
     */
    Probe(double[] probabilities, String[] names, double[] numbers, double[] strokes) {
        this.probabilities = probabilities;
        int most = 0;
        for (int i = 1; i < probabilities.length; i++) {
            most = probabilities[i] > probabilities[most] ? i : most;
        }
        mostProbable = most;
        rootShare = numbers[0];
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            features.add(new Feature(names[i], numbers[1 + 2 * i], numbers[2 + 2 * i]));
        }
        this.features = Collections.unmodifiableList(features);
        List<Stroke> list = new ArrayList<>();
        for (int at = 0; at < strokes.length; at += 8) {
            list.add(new Stroke(strokes, at));
        }
        this.strokes = Collections.unmodifiableList(list);
    }
}
