package pixelforest.window;

import java.awt.Rectangle;

/** What the user looks at: a plane of an image, a part of it, and where sections run through. Immutable. */
final class View {
    final SessionImage image;
    final int frame;
    final int slice;
    /** In pixels of the image. */
    final Rectangle seen;
    /** Column of the YZ section and row of the XZ section; null where none are shown. */
    final int[] cross;

    View(SessionImage image, int frame, int slice, Rectangle seen, int[] cross) {
        this.image = image;
        this.frame = frame;
        this.slice = slice;
        this.seen = new Rectangle(seen);
        this.cross = cross == null ? null : cross.clone();
    }
}
