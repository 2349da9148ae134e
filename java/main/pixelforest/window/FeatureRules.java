package pixelforest.window;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import pixelforest.engine.ApplyJob;
import pixelforest.engine.PlaneSource;

/** What the library says about features of images: what it refuses, with the reason, and what its named choices are. Immutable. */
final class FeatureRules {
    /** ilastik's sigmas, which the table begins with, in pixels. */
    static final double[] OFFERED = {0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0};
    private static final int[] ONE_VOXEL = {0, 1, 0, 1, 0, 1, 0, 1};

    /** Reasons by the option for one feature; those that are not refused have none. */
    private final Map<String, String> refused = new HashMap<>();
    private final FeatureChoice byDefault, all;

    private FeatureRules(List<? extends PlaneSource> images, Map<String, String> settings, Set<Double> sigmas) {
        FeatureChoice flat = FeatureChoice.none(sigmas);
        FeatureChoice deep = FeatureChoice.none(new TreeSet<>());
        for (FeatureKind kind : FeatureKind.values()) {
            for (double sigma : sigmas) {
                ask(images, settings, flat.option(kind, sigma));
                ask(images, settings, deep.option(kind, sigma));
            }
        }
        byDefault = named(images, settings, "default");
        all = named(images, settings, "all");
    }

    /** The rules for images, under the options dimensions and z_ratio; takes some milliseconds. */
    static FeatureRules of(List<? extends PlaneSource> images, Map<String, String> settings, Set<Double> sigmas) {
        return new FeatureRules(images, settings, sigmas);
    }

    private static ApplyJob job(PlaneSource image, Map<String, String> settings, String features) {
        Map<String, String> asked = new HashMap<>(settings);
        asked.put("features", features);
        asked.put("normalize", "none");
        asked.put("threads", "1");
        return ApplyJob.features(image, ONE_VOXEL, asked);
    }

    private void ask(List<? extends PlaneSource> images, Map<String, String> settings, String feature) {
        for (PlaneSource image : images) {
            try (ApplyJob job = job(image, settings, feature)) {
                continue;
            } catch (IllegalArgumentException e) {
                refused.put(feature, e.getMessage());
                return;
            }
        }
    }

    /** A named choice, of the image with the fewest slices. */
    private static FeatureChoice named(List<? extends PlaneSource> images, Map<String, String> settings, String name) {
        PlaneSource flattest = images.stream().min((a, b) -> a.shape()[2] - b.shape()[2]).orElseThrow(AssertionError::new);
        FeatureChoice choice = FeatureChoice.none(new TreeSet<>());
        try (ApplyJob job = job(flattest, settings, name)) {
            for (String channel : job.channelNames(0)) {
                for (FeatureKind kind : FeatureKind.values()) {
                    String title = title(kind);
                    if (channel.startsWith(title)) { // such as "Hessian 1.6 2D eigenvalue 1 of 2"
                        String[] words = channel.substring(title.length()).split(" ");
                        double sigma = Double.parseDouble(words[0]);
                        choice = choice.with(kind, sigma, true);
                        boolean volume = flattest.shape()[2] > 1 && !"2d".equals(settings.get("dimensions"));
                        choice = choice.withFlat(sigma, volume && words[1].toLowerCase(Locale.ROOT).equals("2d"));
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            return choice; // refused: no feature of it
        }
        return choice;
    }

    /** How the library begins a channel's name. */
    private static String title(FeatureKind kind) {
        return kind.title.replace(" eigenvalues", "") + " ";
    }

    /** Why a feature cannot be computed, in 2D or as the option dimensions says; null where it can. */
    String refusal(FeatureKind kind, double sigma, boolean flat) {
        return refused.get(kind.key + ":" + FeatureChoice.text(sigma) + (flat ? "@2d" : ""));
    }

    /** Why a sigma cannot be in 3D, though it can in 2D; null where it can. */
    String refusalOf3d(double sigma) {
        for (FeatureKind kind : FeatureKind.values()) {
            if (refusal(kind, sigma, true) == null && refusal(kind, sigma, false) != null) {
                return refusal(kind, sigma, false);
            }
        }
        return null;
    }

    /** What the option default means. */
    FeatureChoice byDefault() {
        return byDefault;
    }

    /** What the option all means. */
    FeatureChoice all() {
        return all;
    }

    /** What an option means; of an explicit one what cannot be computed is left out, or is 2D where this can. */
    FeatureChoice read(String option) {
        if (option.isEmpty() || option.equals("default")) {
            return byDefault;
        } else if (option.equals("all")) {
            return all;
        }
        FeatureChoice read = FeatureChoice.read(option);
        FeatureChoice possible = read;
        for (double sigma : read.sigmas()) {
            boolean flat = read.isFlat(sigma) || refusalOf3d(sigma) != null;
            possible = possible.withFlat(sigma, flat);
            for (FeatureKind kind : FeatureKind.values()) {
                if (read.has(kind, sigma) && refusal(kind, sigma, flat) != null) {
                    possible = possible.with(kind, sigma, false);
                }
            }
        }
        return possible;
    }

    /** The shortest option for a choice; empty for the default. */
    String option(FeatureChoice choice) {
        String option = choice.option();
        return option.equals(byDefault.option()) ? "" : option.equals(all.option()) ? "all" : option;
    }
}
