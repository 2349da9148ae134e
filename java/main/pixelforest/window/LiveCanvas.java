package pixelforest.window;

import ij.ImagePlus;
import ij.gui.ImageCanvas;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.geom.Ellipse2D;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.swing.SwingUtilities;
import javax.swing.Timer;

/** ImageJ's canvas in a place of fixed size: zooming changes what is seen, not the window. Draws the brush where it would paint. */
final class LiveCanvas extends ImageCanvas {
    /** ImageJ's largest and smallest magnification. */
    private static final double LARGEST = 32, SMALLEST = 1 / 72.0;
    /** A whole image is enlarged in steps of so many to one. */
    private static final double STEPS = 4;
    /** Diameter of the ring around a marked pixel on the screen, and how long it is seen. */
    private static final int RING = 36, MARK_MILLIS = 3000;

    private Dimension place = new Dimension(256, 256);
    private boolean fits = true;
    private Runnable viewChanged = () -> {};
    private Predicate<KeyEvent> keys = e -> false;
    /** Diameter of the brush in pixels of the image, 0 for none. */
    private double brush;
    private Point mouse;
    /** The pixel that sections run through; null for none. */
    private Point cross;
    private boolean movesCross;
    /** The pixel that is to be looked at, for a while; or null. */
    private Point marked;
    private final Timer unmark = new Timer(MARK_MILLIS, e -> mark(null));
    private Consumer<Point> crossMoved = to -> {};
    private Runnable painted = () -> {};

    LiveCanvas(ImagePlus image) {
        super(image);
    }

    /** What is told when another part of the image is seen. */
    void onView(Runnable listener) {
        viewChanged = listener;
    }

    /** What gets the keys first; those it takes do not reach ImageJ. */
    void onKeys(Predicate<KeyEvent> first) {
        keys = first;
    }

    /** Shows where sections run, null for nowhere. */
    void setCross(Point pixel) {
        cross = pixel;
        repaint();
    }

    /** Draws a ring around a pixel for a while; null for none. */
    void mark(Point pixel) {
        marked = pixel;
        unmark.setRepeats(false);
        unmark.restart();
        if (pixel == null) {
            unmark.stop();
        }
        repaint();
    }

    /** What is told when the user moves the sections: to a pixel, which may lie outside the image. */
    void onCross(Consumer<Point> listener) {
        crossMoved = listener;
    }

    /** What is told when the image was painted, perhaps in another way than before. */
    void onPaint(Runnable listener) {
        painted = listener;
    }

    /** The pixel under the mouse, or null. */
    Point pointed() {
        Point pixel = mouse == null ? null : new Point(offScreenX(mouse.x), offScreenY(mouse.y));
        return pixel != null && new Rectangle(imageWidth, imageHeight).contains(pixel) ? pixel : null;
    }

    /** Shows a brush of a diameter in pixels of the image, 0 for none. */
    void setBrush(double diameter) {
        brush = diameter;
        repaint();
    }

    /** Puts the canvas into a place; shows the whole image until the user zooms. */
    void setPlace(Dimension size) {
        if (size.width < 1 || size.height < 1 || size.equals(place) && dstWidth > 0 && !fits) {
            return;
        }
        place = size;
        if (fits) {
            showWhole();
        } else {
            Rectangle seen = getSrcRect();
            show(magnification, seen.x, seen.y);
        }
    }

    /** The part of the image that is seen. */
    Rectangle seen() {
        return new Rectangle(srcRect).intersection(new Rectangle(imageWidth, imageHeight));
    }

    /** Brings a pixel to the middle, at least at its own size. */
    void centre(int x, int y) {
        double mag = Math.max(magnification, 1);
        fits = false;
        show(mag, x - place.width / mag / 2, y - place.height / mag / 2);
    }

    @Override
    public void zoomIn(int x, int y) {
        zoom(Math.min(LARGEST, getHigherZoomLevel(magnification)), x, y);
    }

    @Override
    public void zoomOut(int x, int y) {
        zoom(Math.max(SMALLEST, getLowerZoomLevel(magnification)), x, y);
    }

    @Override
    public void unzoom() {
        showWhole();
    }

    @Override
    public void fitToWindow() {
        showWhole();
    }

    @Override
    public void zoom100Percent() {
        zoom(1, dstWidth / 2, dstHeight / 2);
    }

    /** The pixel under the mouse stays there. */
    private void zoom(double mag, int x, int y) {
        fits = false;
        show(mag, srcRect.x + x / magnification - x / mag, srcRect.y + y / magnification - y / mag);
    }

    private void showWhole() {
        fits = true;
        double most = Math.min(place.width / (double) imageWidth, place.height / (double) imageHeight);
        double mag = most < 1 ? SMALLEST : Math.min(LARGEST, Math.floor(most * STEPS) / STEPS);
        while (most < 1 && getHigherZoomLevel(mag) <= most) {
            mag = getHigherZoomLevel(mag);
        }
        show(mag, 0, 0);
    }

    /** Shows the image at a magnification, its pixel (x, y) in the corner where it has so many. */
    private void show(double mag, double x, double y) {
        int width = Math.min(place.width, (int) Math.ceil(imageWidth * mag));
        int height = Math.min(place.height, (int) Math.ceil(imageHeight * mag));
        int columns = Math.min(imageWidth, (int) Math.ceil(width / mag));
        int rows = Math.min(imageHeight, (int) Math.ceil(height / mag));
        int left = (int) Math.round(Math.max(0, Math.min(x, imageWidth - columns)));
        int top = (int) Math.round(Math.max(0, Math.min(y, imageHeight - rows)));
        srcRect = new Rectangle(left, top, columns, rows);
        setDrawingSize(Math.max(1, width), Math.max(1, height));
        magnification = mag;
        if (imp.getWindow() != null) {
            imp.setTitle(imp.getTitle()); // shows the magnification
        }
        if (getParent() != null) {
            getParent().doLayout();
        }
        repaint();
        viewChanged.run();
    }

    @Override
    protected Dimension canEnlarge(int width, int height) {
        return null;
    }

    @Override
    protected void scroll(int x, int y) {
        super.scroll(x, y);
        viewChanged.run();
    }

    @Override
    public void setSourceRect(Rectangle r) {
        super.setSourceRect(r);
        if (viewChanged != null) { // not yet while ImageJ's part is made
            viewChanged.run();
        }
    }

    /** The middle button moves the sections, and so does the left one with Ctrl where it would draw. */
    @Override
    public void mousePressed(MouseEvent e) {
        movesCross = cross != null && (SwingUtilities.isMiddleMouseButton(e)
                || brush > 0 && e.isControlDown() && SwingUtilities.isLeftMouseButton(e));
        if (movesCross) {
            crossMoved.accept(new Point(offScreenX(e.getX()), offScreenY(e.getY())));
        } else {
            super.mousePressed(e);
        }
    }

    @Override
    public void mouseReleased(MouseEvent e) {
        if (movesCross) {
            movesCross = false;
        } else {
            super.mouseReleased(e);
        }
    }

    @Override
    public void mouseMoved(MouseEvent e) {
        super.mouseMoved(e);
        moveBrush(e.getPoint());
    }

    @Override
    public void mouseDragged(MouseEvent e) {
        if (movesCross) {
            crossMoved.accept(new Point(offScreenX(e.getX()), offScreenY(e.getY())));
        } else {
            super.mouseDragged(e);
        }
        moveBrush(e.getPoint());
    }

    @Override
    public void mouseExited(MouseEvent e) {
        super.mouseExited(e);
        moveBrush(null);
    }

    private void moveBrush(Point now) {
        boolean seen = brush > 0 && (mouse != null || now != null);
        mouse = now;
        if (seen) {
            repaint();
        }
    }

    @Override
    public void paint(Graphics g) {
        super.paint(g);
        if (cross != null) {
            g.setColor(SectionPane.LINE);
            int x = (int) Math.floor(screenXD(cross.x + 0.5));
            int y = (int) Math.floor(screenYD(cross.y + 0.5));
            g.drawLine(x, 0, x, dstHeight);
            g.drawLine(0, y, dstWidth, y);
        }
        painted.run();
        if (marked != null) {
            ring(g, screenXD(marked.x + 0.5), screenYD(marked.y + 0.5), RING);
        }
        if (brush > 0 && mouse != null) {
            ring(g, mouse.x, mouse.y, Math.max(3, brush * magnification));
        }
    }

    /** A circle that is seen on bright and on dark ground. */
    private static void ring(Graphics g, double x, double y, double size) {
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setColor(Color.BLACK);
        g2.draw(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
        g2.setColor(Color.WHITE);
        g2.draw(new Ellipse2D.Double(x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2));
        g2.dispose();
    }

    @Override
    protected void processKeyEvent(KeyEvent e) {
        if (!keys.test(e)) {
            super.processKeyEvent(e);
        }
    }
}
