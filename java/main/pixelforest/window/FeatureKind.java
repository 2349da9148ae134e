package pixelforest.window;

/** The features of a pixel's neighbourhood, in the order of the library. */
enum FeatureKind {
    GAUSSIAN("gaussian", "Gaussian", "Color/Intensity", "how bright it is here, smoothed"),
    LAPLACIAN("laplacian", "Laplacian", "Edge", "bright or dark spots and lines, as wide as sigma"),
    GRADIENT("gradient", "Gradient magnitude", "Edge", "how steep an edge is"),
    DOG("dog", "Difference of Gaussians", "Edge", "edges and spots, between two widths"),
    STRUCTURE("structure", "Structure tensor eigenvalues", "Texture", "how much the surroundings vary, and in how many directions"),
    HESSIAN("hessian", "Hessian eigenvalues", "Texture", "ridges, tubes and round spots apart");

    /** Its name in options. */
    final String key;
    final String title;
    final String group;
    /** What it tells, in a few words. */
    final String help;

    FeatureKind(String key, String title, String group, String help) {
        this.key = key;
        this.title = title;
        this.group = group;
        this.help = help;
    }

    /** The feature of a name in options, or null. */
    static FeatureKind of(String key) {
        for (FeatureKind kind : values()) {
            if (kind.key.equals(key)) {
                return kind;
            }
        }
        return null;
    }
}
