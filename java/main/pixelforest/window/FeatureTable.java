package pixelforest.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which features are chosen at which sigmas, read from the option {@code features} and written as it. */
final class FeatureTable {
    /** A feature: its name in the option, its title, its group, what it sees, its smallest sigma. */
    enum Row {
        GAUSSIAN("gaussian", "Gaussian", "Color/Intensity", "smoothed brightness or color", 0.3),
        LAPLACIAN("laplacian", "Laplacian", "Edge", "bright and dark spots and rims", 0.7),
        GRADIENT("gradient", "Gradient", "Edge", "how steep the brightness changes", 0.7),
        DOG("dog", "Diff. of Gaussians", "Edge", "spots of the sigma's size", 0.7),
        STRUCTURE("structure", "Structure tensor", "Texture", "oriented texture: two or three eigenvalues", 0.7),
        HESSIAN("hessian", "Hessian", "Texture", "ridges, blobs and sheets: two or three eigenvalues", 0.7);

        final String key;
        final String title;
        final String group;
        final String help;
        final double smallest;

        Row(String key, String title, String group, String help, double smallest) {
            this.key = key;
            this.title = title;
            this.group = group;
            this.help = help;
            this.smallest = smallest;
        }
    }

    /** Sigmas that {@code all} has. */
    static final List<Double> OFFERED = Collections.unmodifiableList(Arrays.asList(0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0));
    private static final double MOST_OF_DEFAULT = 5;

    private final Map<Row, SortedSet<Double>> chosen = new LinkedHashMap<>();
    /** Sigmas that are 2D in a stack, whatever the others are. */
    private final SortedSet<Double> flat = new TreeSet<>();
    private final SortedSet<Double> sigmas = new TreeSet<>(OFFERED);

    private FeatureTable() {
        for (Row row : Row.values()) {
            chosen.put(row, new TreeSet<>());
        }
    }

    /** The table of an option: default, all, or a list; what it does not know is left out. */
    static FeatureTable parse(String option) {
        FeatureTable table = new FeatureTable();
        String text = option.replace("[", "").replace("]", "").trim();
        if (text.isEmpty() || text.equals("default") || text.equals("all")) {
            for (Row row : Row.values()) {
                for (double sigma : OFFERED) {
                    if (sigma >= row.smallest && (text.equals("all") || sigma <= MOST_OF_DEFAULT)) {
                        table.chosen.get(row).add(sigma);
                    }
                }
            }
            return table;
        }
        for (String entry : text.split(";")) {
            int colon = entry.indexOf(':');
            for (Row row : Row.values()) {
                if (colon > 0 && row.key.equals(entry.substring(0, colon).trim())) {
                    table.addAll(row, entry.substring(colon + 1));
                }
            }
        }
        return table;
    }

    private void addAll(Row row, String list) {
        for (String item : list.split(",")) {
            String[] parts = item.trim().split("@");
            try {
                double sigma = Double.parseDouble(parts[0]);
                sigmas.add(sigma);
                chosen.get(row).add(sigma);
                if (parts.length > 1 && parts[1].trim().equals("2d")) {
                    flat.add(sigma);
                }
            } catch (NumberFormatException e) {
                // The library says what is wrong with an option that it cannot read.
            }
        }
    }

    /** The columns. */
    List<Double> sigmas() {
        return new ArrayList<>(sigmas);
    }

    boolean has(Row row, double sigma) {
        return chosen.get(row).contains(sigma);
    }

    void set(Row row, double sigma, boolean on) {
        if (on && sigma >= row.smallest) {
            chosen.get(row).add(sigma);
        } else {
            chosen.get(row).remove(sigma);
        }
    }

    /** Adds a column. */
    void addSigma(double sigma) {
        sigmas.add(sigma);
    }

    boolean isFlat(double sigma) {
        return flat.contains(sigma);
    }

    void setFlat(double sigma, boolean on) {
        if (on) {
            flat.add(sigma);
        } else {
            flat.remove(sigma);
        }
    }

    void clear() {
        chosen.values().forEach(SortedSet::clear);
    }

    boolean isEmpty() {
        return chosen.values().stream().allMatch(SortedSet::isEmpty);
    }

    /** The option: a preset's name where it is one. */
    String option() {
        for (String preset : new String[] {"default", "all"}) {
            if (flat.isEmpty() && chosen.equals(parse(preset).chosen)) {
                return preset;
            }
        }
        SortedMap<Integer, String> entries = new TreeMap<>();
        chosen.forEach((row, at) -> {
            List<String> items = new ArrayList<>();
            at.forEach(sigma -> items.add(text(sigma) + (flat.contains(sigma) ? "@2d" : "")));
            if (!items.isEmpty()) {
                entries.put(row.ordinal(), row.key + ":" + String.join(",", items));
            }
        });
        return "[" + String.join(";", entries.values()) + "]";
    }

    /** A sigma as the option writes it. */
    static String text(double sigma) {
        return sigma == Math.rint(sigma) ? Long.toString((long) sigma) : Double.toString(sigma);
    }
}
