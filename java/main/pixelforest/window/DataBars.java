package pixelforest.window;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JComponent;
import javax.swing.UIManager;

/** Names with values, each over a bar as long as its value is large. */
final class DataBars extends JComponent {
    private static final int GAP = 2;
    private static final int INSET = 3;
    /** Opacity of bars, of 255: text is read through them. */
    private static final int FAINT = 110;

    /** A line. */
    private static final class Bar {
        final String name, value;
        final double part;
        final Color color;

        Bar(String name, String value, double part, Color color) {
            this.name = name;
            this.value = value;
            this.part = part;
            this.color = color;
        }
    }

    private final transient List<Bar> bars = new ArrayList<>();

    DataBars() {
        setFont(UIManager.getFont("Label.font"));
        setAlignmentX(LEFT_ALIGNMENT);
    }

    void clear() {
        bars.clear();
        revalidate();
        repaint();
    }

    /** Adds a line; the bar's part of the width goes from 0 to 1. */
    void add(String name, String value, double part, Color color) {
        bars.add(new Bar(name, value, Math.max(0, Math.min(1, part)), color));
        revalidate();
        repaint();
    }

    private int line() {
        return getFontMetrics(getFont()).getHeight() + GAP;
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(100, bars.size() * line());
    }

    @Override
    public Dimension getMaximumSize() {
        return new Dimension(Short.MAX_VALUE, getPreferredSize().height);
    }

    @Override
    protected void paintComponent(Graphics g) {
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        FontMetrics metrics = g2.getFontMetrics(getFont());
        g2.setFont(getFont());
        int y = 0;
        for (Bar bar : bars) {
            g2.setColor(new Color(bar.color.getRed(), bar.color.getGreen(), bar.color.getBlue(), FAINT));
            g2.fillRect(0, y, (int) Math.round(bar.part * getWidth()), line() - GAP);
            g2.setColor(UIManager.getColor("Label.foreground"));
            int right = getWidth() - INSET - metrics.stringWidth(bar.value);
            g2.drawString(bar.value, right, y + metrics.getAscent());
            g2.drawString(shortened(bar.name, metrics, right - 2 * INSET), INSET, y + metrics.getAscent());
            y += line();
        }
        g2.dispose();
    }

    /** A text that fits a width: without its middle where it is too long. */
    private static String shortened(String text, FontMetrics metrics, int width) {
        String fits = text;
        for (int half = text.length() / 2; half > 1 && metrics.stringWidth(fits) > width; half--) {
            fits = text.substring(0, half) + "\u2026" + text.substring(text.length() - half);
        }
        return fits;
    }
}
