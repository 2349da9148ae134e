package pixelforest.engine;

/** A class of pixels, such as nucleus and background: its name and how it is shown. Immutable. */
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

    /** With another name. */
    public ClassStyle named(String newName) {
        return new ClassStyle(newName, color, visible);
    }

    /** With another colour. */
    public ClassStyle colored(int newColor) {
        return new ClassStyle(name, newColor, visible);
    }

    /** Shown or hidden. */
    public ClassStyle shown(boolean nowVisible) {
        return new ClassStyle(name, color, nowVisible);
    }
}
