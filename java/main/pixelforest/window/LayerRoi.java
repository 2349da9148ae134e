package pixelforest.window;

import ij.gui.Roi;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Supplier;
import pixelforest.annotation.ResultTag;

/** A picture over a part of the image. In a file it is a tagged rectangle, which is never trained on. */
final class LayerRoi extends Roi {
    private final transient Supplier<BufferedImage> picture;

    /** A picture that may change between paintings, its corner at pixel (x, y) of the image. */
    LayerRoi(int x, int y, int width, int height, Supplier<BufferedImage> picture) {
        super(x, y, width, height);
        this.picture = picture;
        ResultTag.mark(this);
    }

    @Override
    public void draw(Graphics g) {
        BufferedImage shown = picture.get();
        if (shown == null) {
            return;
        }
        ((Graphics2D) g).setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        int left = (int) getXBase();
        int top = (int) getYBase();
        g.drawImage(shown, screenX(left), screenY(top), screenX(left + shown.getWidth()), screenY(top + shown.getHeight()),
                0, 0, shown.getWidth(), shown.getHeight(), null);
    }
}
