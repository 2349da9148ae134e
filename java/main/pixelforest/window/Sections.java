package pixelforest.window;

import ij.ImageListener;
import ij.ImagePlus;
import java.awt.EventQueue;
import java.awt.Point;

/** The XZ and YZ sections of a stack: where they run, and what they show. Lives on the event thread. */
final class Sections implements Session.Listener, ImageListener {
    final SectionPane xz, yz;
    private final Session session;
    private final SegmentationWindow window;
    private final SessionImage shown;
    private final LiveCanvas canvas;
    private final SectionPictures pictures;
    private int x, y;
    private boolean visible = true;
    private SectionPictures.Pair pair;

    // What the pictures are of.
    private int frame = -1;
    private DisplayLook look;

    Sections(Session session, SegmentationWindow window, SessionImage shown, LiveCanvas canvas) {
        this.session = session;
        this.window = window;
        this.shown = shown;
        this.canvas = canvas;
        int[] shape = shown.source.shape();
        x = shape[4] / 2;
        y = shape[3] / 2;
        xz = new SectionPane(this, true);
        yz = new SectionPane(this, false);
        pictures = new SectionPictures(shown, made -> EventQueue.invokeLater(() -> receive(made)));
        canvas.setCross(new Point(x, y));
        canvas.onCross(this::move);
        canvas.onPaint(this::follow);
        session.listen(this);
        ImagePlus.addImageListener(this);
    }

    Session session() {
        return session;
    }

    SessionImage shown() {
        return shown;
    }

    LiveCanvas canvas() {
        return canvas;
    }

    SegmentationWindow window() {
        return window;
    }

    /** Column of the YZ section. */
    int x() {
        return x;
    }

    /** Row of the XZ section. */
    int y() {
        return y;
    }

    /** The latest pictures, or null. */
    SectionPictures.Pair pair() {
        return pair;
    }

    boolean isVisible() {
        return visible;
    }

    /** Shows or hides the sections. */
    void setVisible(boolean now) {
        visible = now;
        xz.setVisible(now);
        yz.setVisible(now);
        canvas.setCross(now ? new Point(x, y) : null);
        look = null;
        window.sectionsShown();
        follow();
    }

    /** Lets the sections run through another pixel; what lies outside the image is moved to its border. */
    void move(Point to) {
        int[] shape = shown.source.shape();
        x = Math.max(0, Math.min(shape[4] - 1, to.x));
        y = Math.max(0, Math.min(shape[3] - 1, to.y));
        canvas.setCross(new Point(x, y));
        read();
        window.crossMoved();
    }

    /** Reads again where another frame is shown, or the same in another way. */
    private void follow() {
        ImagePlus image = shown.image;
        if (visible && image.getWindow() == window && image.getProcessor() != null
                && (frame != shown.frame() || !DisplayLook.of(image).equals(look))) {
            read();
        }
    }

    private void read() {
        if (!visible || shown.image.getProcessor() == null) {
            return;
        }
        ImagePlus image = shown.image;
        frame = shown.frame();
        look = DisplayLook.of(image);
        pictures.want(new SectionPictures.Wanted(image.getStack(),
                new int[] {image.getNChannels(), image.getNSlices(), image.getNFrames()}, frame, x, y, look,
                session.labelling()));
    }

    private void receive(SectionPictures.Pair made) {
        pair = made;
        repaint();
    }

    private void repaint() {
        xz.repaint();
        yz.repaint();
    }

    @Override
    public void changed(Session.Change change) {
        switch (change) {
            case LABELLING:
                read();
                break;
            case VIEW:
            case LAYERS:
            case APPEARANCE:
                repaint();
                break;
            default:
                break;
        }
    }

    /** Stops following the image. */
    void end() {
        session.unlisten(this);
        ImagePlus.removeImageListener(this);
        pictures.close();
    }

    @Override
    public void imageUpdated(ImagePlus image) {
        if (image == shown.image) {
            EventQueue.invokeLater(() -> {
                if (image.getWindow() == window) {
                    read();
                }
            });
        }
    }

    @Override
    public void imageOpened(ImagePlus image) {}

    @Override
    public void imageClosed(ImagePlus image) {}
}
