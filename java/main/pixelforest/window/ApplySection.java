package pixelforest.window;

/** Step 8. */
final class ApplySection extends Section {
    private final transient SegmentationWindow window;

    ApplySection(Session session, SegmentationWindow window) {
        super(session, 8, "Apply", false);
        this.window = window;
    }

    @Override
    public void changed(Session.Change change) {}
}
