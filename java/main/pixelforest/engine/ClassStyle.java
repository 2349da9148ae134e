package pixelforest.engine;

/** A class of pixels as a project keeps it. Immutable. */
public final class ClassStyle {
    public final String name;
    /** 0xRRGGBB. */
    public final int color;
    /** Whether its strokes and its part of the results are shown. */
    public final boolean visible;

    public ClassStyle(String name, int color, boolean visible) {
        this.name = name;
        this.color = color & 0xFFFFFF;
        this.visible = visible;
    }
}
