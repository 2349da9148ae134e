package pixelforest.window;

import ij.gui.Roi;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import pixelforest.annotation.ResultTag;

/** The outlines of many objects of one plane, drawn at once. In a file it is a tagged rectangle, which is never trained on. */
final class OutlinesRoi extends Roi {
    private final transient SessionImage shown;
    private final int frame;
    private final int slice;
    private final transient List<Polygon> outlines = new ArrayList<>();

    /** Outlines of a frame and a slice, from 0. */
    OutlinesRoi(SessionImage shown, int frame, int slice, List<Roi> objects) {
        super(0, 0, shown.image.getWidth(), shown.image.getHeight());
        this.shown = shown;
        this.frame = frame;
        this.slice = slice;
        objects.forEach(object -> outlines.add(object.getPolygon()));
        ResultTag.mark(this);
    }

    @Override
    public void draw(Graphics g) {
        if (ic == null || shown.frame() != frame || shown.slice() != slice) {
            return;
        }
        Rectangle seen = ic.getSrcRect();
        Path2D path = new Path2D.Double();
        for (Polygon outline : outlines) {
            if (outline.getBounds().intersects(seen)) {
                for (int i = 0; i < outline.npoints; i++) {
                    int x = ic.screenX(outline.xpoints[i]);
                    int y = ic.screenY(outline.ypoints[i]);
                    if (i == 0) {
                        path.moveTo(x, y);
                    } else {
                        path.lineTo(x, y);
                    }
                }
                path.closePath();
            }
        }
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setColor(Color.BLACK);
        g2.setStroke(new BasicStroke(3));
        g2.draw(path);
        g2.setColor(Color.WHITE);
        g2.setStroke(new BasicStroke(1));
        g2.draw(path);
        g2.dispose();
    }
}
