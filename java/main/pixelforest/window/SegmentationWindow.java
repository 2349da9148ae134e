package pixelforest.window;

import ij.ImagePlus;
import ij.gui.GUI;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.StackWindow;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Panel;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.KeyEvent;
import java.awt.event.MouseWheelEvent;
import java.awt.event.WindowEvent;
import java.util.ArrayList;
import java.util.List;

/** ImageJ's window of an image with the steps of a segmentation at its side. */
final class SegmentationWindow extends StackWindow implements Session.Listener {
    private final transient Session session;
    private final transient SessionImage shown;
    private final transient Pen pen;
    private final transient Keys keys;
    private final SidePanel side;
    /** Null for single planes. */
    private final transient Sections sections;
    private boolean built;
    /** Outlines of objects, or null. */
    private transient Roi outlines;

    /** Opens the window of one of the session's images, in place of the one that it has. */
    SegmentationWindow(Session session, SessionImage shown) {
        super(shown.image, new LiveCanvas(shown.image));
        this.session = session;
        this.shown = shown;
        pen = new Pen(session, canvas());
        keys = new Keys(session, this);
        sections = shown.source.shape()[2] > 1 ? new Sections(session, this, shown, canvas()) : null;
        side = new SidePanel(session, this);
        canvas().onKeys(keys::take);
        canvas().onView(this::seen);
        session.listen(this);
        build();
    }

    private void build() {
        List<Component> sliders = new ArrayList<>();
        for (Component component : getComponents()) {
            if (component != ic) {
                sliders.add(component);
            }
        }
        removeAll();
        setLayout(new BorderLayout());
        add(new ViewPane(canvas(), sections, sliders), BorderLayout.CENTER);
        // ImageJ's window does not paint what is not a window of its own to the screen.
        Panel holder = new Panel(new BorderLayout());
        holder.add(side, BorderLayout.CENTER);
        add(holder, BorderLayout.EAST);
        built = true;
        placeOnScreen();
        validate();
        redraw();
        seen();
        BrushTool.choose();
        changed(Session.Change.APPEARANCE);
    }

    private void placeOnScreen() {
        Rectangle screen = GUI.getMaxWindowBounds(this);
        setSize(Math.min(1240, screen.width), Math.min(780, screen.height));
        setLocation(Math.max(screen.x, Math.min(getX(), screen.x + screen.width - getWidth())),
                Math.max(screen.y, Math.min(getY(), screen.y + screen.height - getHeight())));
    }

    LiveCanvas canvas() {
        return (LiveCanvas) ic;
    }

    Session session() {
        return session;
    }

    Pen pen() {
        return pen;
    }

    SessionImage shown() {
        return shown;
    }

    SidePanel side() {
        return side;
    }

    /** The sections; null for a single plane. */
    Sections sections() {
        return sections;
    }

    /** Tells the session what is seen. */
    private void seen() {
        if (built && imp != null) {
            int[] cross = sections == null || !sections.isVisible() ? null : new int[] {sections.x(), sections.y()};
            session.setView(new View(shown, shown.frame(), shown.slice(), canvas().seen(), cross));
        }
    }

    /** This window's image is what the user looks at now. */
    void makeSeen() {
        if (built && imp != null && (session.view() == null || session.view().image != shown)) {
            seen();
        }
    }

    @Override
    public void windowActivated(WindowEvent e) {
        super.windowActivated(e);
        makeSeen();
    }

    @Override
    public void changed(Session.Change change) {
        if (imp == null) {
            return;
        }
        switch (change) {
            case LABELLING:
            case APPEARANCE:
            case PEN:
                canvas().setBrush(BrushTool.isChosen() ? session.brushWidth() : 0);
                redraw();
                break;
            case LAYERS:
                canvas().repaint();
                break;
            default:
                break;
        }
    }

    /** Puts the layer and the strokes over the image. */
    private void redraw() {
        Overlay overlay = new Overlay();
        overlay.selectable(false);
        Rectangle whole = new Rectangle(imp.getWidth(), imp.getHeight());
        overlay.add(new LayerRoi(whole.x, whole.y, whole.width, whole.height,
                () -> session.loop().layers().picture(shown, shown.frame(), shown.slice(), session)));
        if (outlines != null) {
            overlay.add(outlines);
        }
        if (session.showsStrokes()) {
            for (Roi stroke : session.labelling().strokes(shown.key)) {
                if (session.labelling().classes.get(stroke.getGroup() - 1).visible) {
                    overlay.add(stroke);
                }
            }
        }
        if (session.pen() != null && session.view() != null && session.view().image == shown) {
            overlay.add(session.pen());
        }
        imp.setOverlay(overlay);
    }

    /** Draws outlines of objects over the image, null for none. */
    void showOutlines(Roi tagged) {
        outlines = tagged;
        if (built && imp != null) {
            redraw();
        }
    }

    /** Another slice, frame or channel is shown. */
    @Override
    public void updateSliceSelector() {
        super.updateSliceSelector();
        sliceShown();
    }

    @Override
    public void setPosition(int channel, int slice, int frame) {
        super.setPosition(channel, slice, frame);
        sliceShown();
    }

    /** Another plane may be shown than before; ImageJ says so on any thread. */
    private void sliceShown() {
        EventQueue.invokeLater(this::lookAgain);
    }

    private void lookAgain() {
        View before = session == null ? null : session.view();
        if (built && (before == null || before.image != shown || before.slice != shown.slice() || before.frame != shown.frame())) {
            seen();
        }
    }

    /** The selection of any of ImageJ's tools becomes a stroke of the active class. */
    void addSelection() {
        keys.addSelection();
    }

    /** Shows a stroke on its plane. */
    void jumpTo(Roi stroke) {
        ImagePlus image = getImagePlus();
        if (stroke.hasHyperStackPosition()) {
            image.setPosition(image.getC(), Math.max(1, stroke.getZPosition()), Math.max(1, stroke.getTPosition()));
        } else if (stroke.getPosition() > 0) {
            image.setSlice(stroke.getPosition());
        }
        Rectangle bounds = stroke.getBounds();
        if (!canvas().seen().contains(bounds)) {
            canvas().centre(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
        }
    }

    /** Brings a pixel of the shown plane to the eye. */
    void look(Point pixel) {
        if (!canvas().seen().contains(pixel)) {
            canvas().centre(pixel.x, pixel.y);
        }
        if (sections != null && sections.isVisible()) {
            sections.move(pixel);
        }
        canvas().mark(pixel);
    }

    /** The sections run through another place. */
    void crossMoved() {
        seen();
        canvas().repaint();
    }

    /** The sections are shown or hidden. */
    void sectionsShown() {
        validate();
        seen();
    }

    @Override
    public void mouseWheelMoved(MouseWheelEvent e) {
        if (e.isAltDown()) {
            session.setBrushWidth((int) session.brushWidth() - e.getWheelRotation());
            e.consume();
        } else {
            super.mouseWheelMoved(e);
        }
    }

    @Override
    protected void processKeyEvent(KeyEvent e) {
        if (keys == null || !keys.take(e)) {
            super.processKeyEvent(e);
        }
    }

    /** ImageJ packs its windows around images; this one keeps its size. */
    @Override
    public void pack() {
        if (built) {
            validate();
        } else {
            super.pack();
        }
    }

    /** The whole screen; ImageJ would keep the image's proportions. */
    @Override
    public Rectangle getMaximumBounds() {
        return GUI.getMaxWindowBounds(this);
    }

    @Override
    public void maximize() {
        validate();
    }

    @Override
    public void minimize() {
        validate();
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(640, 400);
    }

    @Override
    public boolean close() {
        if (!built) {
            return super.close();
        }
        ImagePlus image = imp;
        if (image == null) {
            return true;
        }
        // ImageJ has given the image another window, since it has other slices now: it gets one like this again.
        boolean replaced = image.getWindow() != this;
        if (!replaced && !EventQueue.isDispatchThread()) {
            boolean[] closed = new boolean[1]; // ImageJ closes windows on a thread of its own
            OpenWindow.onEventThread(() -> closed[0] = close());
            return closed[0];
        }
        if (!replaced && session.images().size() == 1 && !side.mayClose()) {
            return false;
        }
        Overlay strokes = new Overlay();
        session.labelling().strokes(shown.key).forEach(strokes::add);
        image.setOverlay(strokes.size() == 0 ? null : strokes); // without what is only shown
        if (!super.close()) {
            redraw();
            return false;
        }
        session.unlisten(this);
        if (sections != null) {
            sections.end();
        }
        side.end();
        if (replaced) {
            EventQueue.invokeLater(() -> reopen(session, shown));
            return true;
        }
        session.remove(shown);
        if (session.images().isEmpty()) {
            session.close();
        }
        return true;
    }

    private static void reopen(Session session, SessionImage shown) {
        if (shown.image.getWindow() != null) {
            session.pixelsChanged(shown);
            new SegmentationWindow(session, shown);
        }
    }
}
