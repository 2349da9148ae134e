package pixelforest.window;

/** Step 7. */
final class ObjectSection extends Section {
    private final transient SegmentationWindow window;

    ObjectSection(Session session, SegmentationWindow window) {
        super(session, 7, "Objects", false);
        this.window = window;
    }

    @Override
    public void changed(Session.Change change) {}
}
