package pixelforest.image;

import java.lang.reflect.Array;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The planes of a virtual stack that were read last. Blocks overlap by their surroundings, so that the next block wants
 * planes again that the one before has read.
 */
final class PlaneCache {
    private static final long MOST_BYTES = 256L << 20;

    private final Map<Integer, Object> planes = new LinkedHashMap<>(16, 0.75f, true);
    private final long limit;
    private long bytes;

    /** A cache of at most 256 MB and an eighth of Java's memory. */
    PlaneCache() {
        this(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8));
    }

    /** A cache of at most {@code limit} bytes. */
    PlaneCache(long limit) {
        this.limit = limit;
    }

    /** The plane of an index, or null. */
    synchronized Object get(int index) {
        return planes.get(index);
    }

    /** Keeps a plane; those that were not asked for longest go. */
    synchronized void put(int index, Object plane) {
        Object old = planes.put(index, plane);
        bytes += size(plane) - (old == null ? 0 : size(old));
        Iterator<Object> oldest = planes.values().iterator();
        while (bytes > limit) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    private static long size(Object plane) {
        int each = plane instanceof byte[] ? 1 : plane instanceof short[] ? 2 : 4;
        return (long) each * Array.getLength(plane);
    }
}
