package pixelforest.window;

import java.awt.Canvas;
import java.awt.Color;
import java.awt.Graphics;

/** A section through a stack along XZ or YZ, with the same layers as the canvas. */
final class SectionPane extends Canvas {
    private final transient Session session;
    private final transient SessionImage shown;
    private final boolean alongX;
    private int position;

    SectionPane(Session session, SessionImage shown, boolean alongX) {
        this.session = session;
        this.shown = shown;
        this.alongX = alongX;
        int[] shape = shown.source.shape();
        position = shape[alongX ? 3 : 4] / 2;
        setBackground(new Color(40, 40, 40));
    }

    /** Row of an XZ section, column of a YZ section. */
    int position() {
        return position;
    }

    /** Pixels of the screen that it takes across, at most so many. */
    int extent(int most) {
        return Math.max(40, Math.min(most, shown.source.shape()[2] * 3));
    }

    @Override
    public void paint(Graphics g) {
        java.awt.image.BufferedImage layer = LayerCache.picture(
                session.loop().layers().get(shown, alongX ? 1 : 2, shown.frame(), position), session);
        if (layer != null) {
            g.drawImage(layer, 0, 0, getWidth(), getHeight(), null);
        }
    }
}
