package pixelforest.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which features at which sigmas are computed, and which sigmas look at each slice on its own. Immutable. */
final class FeatureChoice {
    /** The option that stands for no features: the library refuses to train with it. */
    static final String NOTHING = ";";
    private static final String FLAT = "@2d", DEEP = "@3d";

    private final Map<FeatureKind, TreeSet<Double>> chosen = new EnumMap<>(FeatureKind.class);
    private final Set<Double> flat = new TreeSet<>();

    private FeatureChoice() {
        for (FeatureKind kind : FeatureKind.values()) {
            chosen.put(kind, new TreeSet<>());
        }
    }

    private FeatureChoice(FeatureChoice from) {
        this();
        from.chosen.forEach((kind, sigmas) -> chosen.get(kind).addAll(sigmas));
        flat.addAll(from.flat);
    }

    /** No features; these sigmas would be 2D. */
    static FeatureChoice none(Set<Double> flat) {
        FeatureChoice none = new FeatureChoice();
        none.flat.addAll(flat);
        return none;
    }

    /** What the option {@code features} lists, with or without brackets; nothing where it is no list of features. */
    static FeatureChoice read(String option) {
        try {
            return parse(option.trim().replaceFirst("^\\[(.*)\\]$", "$1"));
        } catch (IllegalArgumentException e) {
            return new FeatureChoice(); // written by hand: the training says what is wrong
        }
    }

    private static FeatureChoice parse(String option) {
        FeatureChoice parsed = new FeatureChoice();
        for (String entry : option.split(";")) {
            String[] parts = entry.trim().split(":", 2);
            if (parts.length < 2) {
                if (entry.trim().isEmpty()) {
                    continue;
                }
                throw new IllegalArgumentException(entry + " has no sigmas");
            }
            for (String text : parts[1].split(",")) {
                String number = text.trim().replace(FLAT, "").replace(DEEP, "");
                double sigma = Double.parseDouble(number);
                for (FeatureKind kind : members(parts[0].trim())) {
                    parsed.chosen.get(kind).add(sigma);
                }
                if (text.contains(FLAT)) {
                    parsed.flat.add(sigma);
                }
            }
        }
        return parsed;
    }

    /** The feature of a name, or those of a group. */
    private static List<FeatureKind> members(String name) {
        FeatureKind one = FeatureKind.of(name);
        if (one != null) {
            return Collections.singletonList(one);
        }
        List<FeatureKind> members = new ArrayList<>();
        for (FeatureKind kind : FeatureKind.values()) {
            if (Arrays.asList(kind.group.toLowerCase(java.util.Locale.ROOT).split("/")).contains(name)) {
                members.add(kind);
            }
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("there is no feature " + name);
        }
        return members;
    }

    /** The option that lists them; {@link #NOTHING} for none. */
    String option() {
        List<String> entries = new ArrayList<>();
        chosen.forEach((kind, sigmas) -> {
            List<String> texts = new ArrayList<>();
            sigmas.forEach(sigma -> texts.add(cell(sigma)));
            if (!texts.isEmpty()) {
                entries.add(kind.key + ":" + String.join(",", texts));
            }
        });
        return entries.isEmpty() ? NOTHING : String.join(";", entries);
    }

    /** The option for one feature alone. */
    String option(FeatureKind kind, double sigma) {
        return kind.key + ":" + cell(sigma);
    }

    private String cell(double sigma) {
        return text(sigma) + (flat.contains(sigma) ? FLAT : "");
    }

    /** A sigma as options have it. */
    static String text(double sigma) {
        return sigma == Math.rint(sigma) ? Long.toString((long) sigma) : Double.toString(sigma);
    }

    boolean has(FeatureKind kind, double sigma) {
        return chosen.get(kind).contains(sigma);
    }

    boolean isFlat(double sigma) {
        return flat.contains(sigma);
    }

    boolean isEmpty() {
        return chosen.values().stream().allMatch(Set::isEmpty);
    }

    /** All sigmas that any feature is computed at. */
    Set<Double> sigmas() {
        Set<Double> all = new TreeSet<>();
        chosen.values().forEach(all::addAll);
        return all;
    }

    /** Sigmas that are 2D. */
    Set<Double> flatSigmas() {
        return Collections.unmodifiableSet(flat);
    }

    /** With a feature at a sigma, or without it. */
    FeatureChoice with(FeatureKind kind, double sigma, boolean now) {
        FeatureChoice changed = new FeatureChoice(this);
        if (now) {
            changed.chosen.get(kind).add(sigma);
        } else {
            changed.chosen.get(kind).remove(sigma);
        }
        return changed;
    }

    /** With a sigma in 2D, or not. */
    FeatureChoice withFlat(double sigma, boolean now) {
        FeatureChoice changed = new FeatureChoice(this);
        if (now) {
            changed.flat.add(sigma);
        } else {
            changed.flat.remove(sigma);
        }
        return changed;
    }

    /** Without a sigma. */
    FeatureChoice without(double sigma) {
        FeatureChoice changed = new FeatureChoice(this);
        changed.chosen.values().forEach(sigmas -> sigmas.remove(sigma));
        changed.flat.remove(sigma);
        return changed;
    }
}
