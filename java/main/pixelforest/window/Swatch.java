package pixelforest.window;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.Icon;

/** A class's colour. */
final class Swatch implements Icon {
    private static final int SIZE = 14;
    private final Color color;

    Swatch(int color) {
        this.color = new Color(color);
    }

    @Override
    public void paintIcon(Component c, Graphics g, int x, int y) {
        g.setColor(color);
        g.fillRect(x, y, SIZE, SIZE);
        g.setColor(Color.DARK_GRAY);
        ((Graphics2D) g).setStroke(new BasicStroke(1));
        g.drawRect(x, y, SIZE, SIZE);
    }

    @Override
    public int getIconWidth() {
        return SIZE + 1;
    }

    @Override
    public int getIconHeight() {
        return SIZE + 1;
    }
}
