package pixelforest.window;

/** Step 1. */
final class ImageSection extends Section {
    private final transient SegmentationWindow window;

    ImageSection(Session session, SegmentationWindow window) {
        super(session, 1, "Image", false);
        this.window = window;
    }

    @Override
    public void changed(Session.Change change) {}
}
