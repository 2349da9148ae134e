package pixelforest.window;

/** Step 2. */
final class FeatureSection extends Section {
    private final transient SegmentationWindow window;

    FeatureSection(Session session, SegmentationWindow window) {
        super(session, 2, "Features", false);
        this.window = window;
    }

    @Override
    public void changed(Session.Change change) {}
}
