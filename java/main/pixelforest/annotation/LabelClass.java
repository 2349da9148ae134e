package pixelforest.annotation;

/** A class that strokes label: nucleus, background. Immutable. */
public final class LabelClass {
    public final String name;
    /** 0xRRGGBB. */
    public final int color;
    /** Whether its strokes and its part of the segmentation are shown. */
    public final boolean visible;

    public LabelClass(String name, int color, boolean visible) {
        this.name = name;
        this.color = color & 0xFFFFFF;
        this.visible = visible;
    }

    public LabelClass named(String newName) {
        return new LabelClass(newName, color, visible);
    }

    public LabelClass colored(int newColor) {
        return new LabelClass(name, newColor, visible);
    }

    public LabelClass shown(boolean nowVisible) {
        return new LabelClass(name, color, nowVisible);
    }
}
