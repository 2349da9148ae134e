package pixelforest.window;

import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.process.FloatPolygon;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.MouseEvent;
import java.awt.geom.Path2D;
import pixelforest.annotation.ResultTag;

/** The stroke that is being drawn or erased along, from pressing the mouse to releasing it. */
final class Pen {
    private final Session session;
    private final LiveCanvas canvas;
    private FloatPolygon points;
    private boolean erases;
    /** Where it was put down. */
    private View at;

    Pen(Session session, LiveCanvas canvas) {
        this.session = session;
        this.canvas = canvas;
    }

    void press(MouseEvent e) {
        at = session.view();
        if (at == null) {
            return;
        }
        points = new FloatPolygon();
        erases = session.isErasing() || e.isAltDown();
        add(e);
        session.setPen(new Trace());
    }

    void drag(MouseEvent e) {
        if (points != null) {
            add(e);
            canvas.repaint();
        }
    }

    void release(MouseEvent e) {
        if (points == null) {
            return;
        }
        FloatPolygon drawn = points;
        points = null;
        session.setPen(null);
        Roi line = line(drawn);
        line.setStrokeWidth((float) session.brushWidth());
        if (erases) {
            session.erase(at, line);
        } else {
            session.addStroke(at, line);
        }
    }

    /** Points lie at the centres of pixels where coordinates are whole. */
    private void add(MouseEvent e) {
        float x = (float) (canvas.offScreenXD(e.getX()) - 0.5);
        float y = (float) (canvas.offScreenYD(e.getY()) - 0.5);
        int last = points.npoints - 1;
        if (last < 0 || points.xpoints[last] != x || points.ypoints[last] != y) {
            points.addPoint(x, y);
        }
    }

    /** A click without a movement is a line of no length: a disc as wide as the brush. */
    private static Roi line(FloatPolygon points) {
        FloatPolygon line = points;
        if (points.npoints == 1) {
            line = new FloatPolygon();
            line.addPoint(points.xpoints[0], points.ypoints[0]);
            line.addPoint(points.xpoints[0], points.ypoints[0]);
        }
        return new PolygonRoi(line, Roi.FREELINE);
    }

    /** What is seen of it meanwhile. */
    private final class Trace extends Roi {
        Trace() {
            super(0, 0, 1, 1);
            ResultTag.mark(this);
        }

        @Override
        public void draw(Graphics g) {
            if (points == null) {
                return;
            }
            Path2D path = new Path2D.Double();
            for (int i = 0; i < points.npoints; i++) {
                double x = canvas.screenXD(points.xpoints[i] + 0.5);
                double y = canvas.screenYD(points.ypoints[i] + 0.5);
                if (i == 0) {
                    path.moveTo(x, y);
                }
                path.lineTo(x, y);
            }
            Graphics2D g2 = (Graphics2D) g.create();
            g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            float width = (float) Math.max(1, session.brushWidth() * canvas.getMagnification());
            g2.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g2.setColor(erases ? Color.LIGHT_GRAY : new Color(session.activeClass().color));
            g2.draw(path);
            g2.dispose();
        }
    }
}
