package pixelforest.window;

/** Step 1. */
final class ImageSection extends Section {
    private final transient SegmentationWindow window;

    ImageSection(Session session, SegmentationWindow window) {
        super(session, 1, "Image", false);
        this.window = window;
    }

    /** Saves the project, or asks where. */
    void save() {}

    /** Whether the window may close. */
    boolean mayClose() {
        return true;
    }

    @Override
    public void changed(Session.Change change) {}
}
