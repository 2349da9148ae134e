package pixelforest.window;

/** Step 6. */
final class RefineSection extends Section {
    private final transient SegmentationWindow window;

    RefineSection(Session session, SegmentationWindow window) {
        super(session, 6, "Refine", false);
        this.window = window;
    }

    /** Shows the place that the model is most uncertain of. */
    void jump() {}

    @Override
    public void changed(Session.Change change) {}
}
