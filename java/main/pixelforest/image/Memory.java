package pixelforest.image;

/** Java's memory. */
final class Memory {
    private Memory() {}

    /** Bytes that images may still take. */
    static long free() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    }
}
