package pixelforest.image;

import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;

import org.junit.Test;

public class PlaneCacheTest {
    @Test
    public void thePlanesAskedForLastAreKept() {
        PlaneCache cache = new PlaneCache(2 * 40);
        short[] first = new short[20];
        cache.put(1, first);
        cache.put(2, new short[20]);
        assertSame(first, cache.get(1));
        cache.put(3, new float[10]);
        assertNull(cache.get(2));
        assertSame(first, cache.get(1));
        assertNotNull(cache.get(3));
        cache.put(4, new byte[80]);
        assertNull(cache.get(1));
        assertNull(cache.get(3));
        assertNotNull(cache.get(4));
    }

    @Test
    public void aPlaneBeyondTheLimitIsNotKept() {
        PlaneCache cache = new PlaneCache(10);
        cache.put(1, new byte[11]);
        assertNull(cache.get(1));
        cache.put(1, new byte[10]);
        assertNotNull(cache.get(1));
        cache.put(1, new byte[9]);
        cache.put(2, new byte[1]);
        assertNotNull("a plane that replaces another counts once", cache.get(1));
    }
}
