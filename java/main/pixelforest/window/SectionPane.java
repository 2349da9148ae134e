package pixelforest.window;

import java.awt.Color;
import java.awt.Cursor;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import javax.swing.JComponent;
import javax.swing.SwingUtilities;

/**
 * A section through a stack along XZ (slices from top to bottom) or YZ (from left to right), with the same layers as the canvas, at
 * its zoom and beside the same pixels.
 */
final class SectionPane extends JComponent {
    /** What marks the shown slice and the other section: ImageJ's colour for it. */
    static final Color LINE = new Color(255, 255, 0, 150);
    private static final Color BACK = new Color(40, 40, 40);
    private static final int SMALLEST = 40;
    /** Parts of the pane's depth that the shown slice stays away from its ends. */
    private static final double MARGIN = 0.1;

    private final transient Sections sections;
    private final boolean alongX;
    /** Slice at the pane's beginning, where not all fit. */
    private double first;

    SectionPane(Sections sections, boolean alongX) {
        this.sections = sections;
        this.alongX = alongX;
        setName(alongX ? "xz" : "yz");
        setCursor(Cursor.getPredefinedCursor(Cursor.CROSSHAIR_CURSOR));
        setToolTipText(alongX ? "Section along x and z. Click or drag: choose column and slice" // no HTML: one line
                : "Section along y and z. Click or drag: choose row and slice");
        MouseAdapter mouse = new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent e) {
                choose(e);
                sections.canvas().requestFocus(); // keeps the canvas's keys
            }

            @Override
            public void mouseDragged(MouseEvent e) {
                choose(e);
            }
        };
        addMouseListener(mouse);
        addMouseMotionListener(mouse);
        addMouseWheelListener(e -> sections.window().mouseWheelMoved(e));
    }

    /** Row of an XZ section, column of a YZ section. */
    int position() {
        return alongX ? sections.y() : sections.x();
    }

    /** Pixels of the screen that its depth takes where image and sections fill a place, at most so many. */
    int extent(Dimension place, int most) {
        int[] shape = sections.shown().source.shape();
        double depth = shape[2] * zRatio();
        double scale = Math.min(place.width / (shape[4] + depth), place.height / (shape[3] + depth));
        return Math.max(SMALLEST, Math.min(most, (int) Math.ceil(depth * scale)));
    }

    private double zRatio() {
        double ratio = sections.shown().source.zRatio();
        return ratio > 0 ? ratio : 1;
    }

    private int slices() {
        return sections.shown().source.shape()[2];
    }

    private double magnification() {
        return sections.canvas().getMagnification();
    }

    /** Pixels of the screen per slice. */
    private double step() {
        return magnification() * zRatio();
    }

    private void choose(MouseEvent e) {
        if (!SwingUtilities.isLeftMouseButton(e) && !SwingUtilities.isMiddleMouseButton(e)) {
            return;
        }
        Rectangle seen = sections.canvas().getSrcRect();
        int along = alongX ? e.getX() : e.getY();
        int pixel = (int) Math.floor((alongX ? seen.x : seen.y) + along / magnification());
        int slice = (int) Math.floor(first + (alongX ? e.getY() : e.getX()) / step());
        slice = Math.max(0, Math.min(slices() - 1, slice));
        if (slice != sections.shown().slice()) {
            sections.shown().show(sections.shown().frame(), slice);
        }
        sections.move(alongX ? new Point(pixel, sections.y()) : new Point(sections.x(), pixel));
    }

    /** Scrolls no further than needed to see the shown slice. */
    private void scroll() {
        double seen = (alongX ? getHeight() : getWidth()) / step();
        double margin = seen * MARGIN;
        int slice = sections.shown().slice();
        first = Math.max(first, slice + 1 + margin - seen);
        first = Math.min(first, slice - margin);
        first = Math.max(0, Math.min(first, slices() - seen));
    }

    @Override
    protected void paintComponent(Graphics g) {
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setColor(BACK);
        g2.fillRect(0, 0, getWidth(), getHeight());
        scroll();
        g2.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        AffineTransform toScreen = toScreen();
        SectionPictures.Pair pair = sections.pair();
        if (pair != null) {
            draw(g2, alongX ? pair.xz : pair.yz, toScreen);
        }
        BufferedImage layer = LayerCache.picture(sections.session().loop().layers().get(sections.shown(), alongX ? 1 : 2,
                sections.shown().frame(), position()), sections.session());
        draw(g2, layer, toScreen);
        if (pair != null && sections.session().showsStrokes()) {
            for (SectionPictures.Mark mark : alongX ? pair.xzMarks : pair.yzMarks) {
                g2.setColor(mark.color);
                g2.fill(toScreen.createTransformedShape(mark.where));
            }
        }
        lines(g2, toScreen);
        g2.dispose();
    }

    /** From pixels of the section. */
    private AffineTransform toScreen() {
        Rectangle seen = sections.canvas().getSrcRect();
        double zoom = magnification();
        double step = step();
        return alongX ? new AffineTransform(zoom, 0, 0, step, -seen.x * zoom, -first * step)
                : new AffineTransform(step, 0, 0, zoom, -first * step, -seen.y * zoom);
    }

    private static void draw(Graphics2D g2, Image picture, AffineTransform toScreen) {
        if (picture != null) {
            g2.drawImage(picture, toScreen, null);
        }
    }

    private void lines(Graphics2D g2, AffineTransform toScreen) {
        double slice = sections.shown().slice() + 0.5;
        double other = (alongX ? sections.x() : sections.y()) + 0.5;
        Point2 at = alongX ? new Point2(other, slice, toScreen) : new Point2(slice, other, toScreen);
        Rectangle2D whole = toScreen.createTransformedShape(alongX
                ? new Rectangle(sections.shown().source.shape()[4], slices())
                : new Rectangle(slices(), sections.shown().source.shape()[3])).getBounds2D();
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
        g2.setColor(LINE);
        g2.draw(new Line2D.Double(whole.getX(), at.y, whole.getMaxX() - 1, at.y));
        g2.draw(new Line2D.Double(at.x, whole.getY(), at.x, whole.getMaxY() - 1));
        g2.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g2.setFont(g2.getFont().deriveFont(Font.BOLD, 11f));
        g2.drawString(alongX ? "XZ" : "YZ", 4, getHeight() - 5);
    }

    /** A place on the screen. */
    private static final class Point2 {
        final double x, y;

        Point2(double column, double row, AffineTransform toScreen) {
            double[] place = {column, row};
            toScreen.transform(place, 0, place, 0, 1);
            x = Math.floor(place[0]);
            y = Math.floor(place[1]);
        }
    }
}
