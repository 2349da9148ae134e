package pixelforest.engine;

/** For tests outside of this package. */
public final class OpenHandles {
    private OpenHandles() {}

    /** How many native objects are open. */
    public static int count() {
        return Native.openHandles();
    }
}
