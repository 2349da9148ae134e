package pixelforest.window;

/** What the live update can show over the image. */
enum Layer {
    NONE("Nothing", "only image and strokes"),
    PROBABILITY("Probability", "how sure the forest is of the chosen class (P)"),
    SEGMENTATION("Segmentation", "the most probable class of each pixel (G)"),
    UNCERTAINTY("Uncertainty", "where two classes are about as probable: draw there (U)");

    final String title;
    final String help;

    Layer(String title, String help) {
        this.title = title;
        this.help = help;
    }

    @Override
    public String toString() {
        return title;
    }
}
