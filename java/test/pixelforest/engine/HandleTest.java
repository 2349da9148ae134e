package pixelforest.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

public class HandleTest {
    private final List<Long> closed = Collections.synchronizedList(new ArrayList<>());

    private final class Thing extends Handle {
        Thing(long id) {
            super(id, closed::add);
        }
    }

    @Test
    public void closesOnceAndIsRefusedAfterwards() {
        Thing thing = new Thing(5);
        assertEquals(5, thing.id());
        thing.close();
        thing.close();
        assertEquals(Collections.singletonList(5L), closed);
        IllegalStateException e = assertThrows(IllegalStateException.class, thing::id);
        assertEquals("this Thing was closed: it cannot be used", e.getMessage());
    }

    @Test
    public void aForgottenOneIsClosedWhenALaterOneIsMade() throws Exception {
        new Thing(7);
        for (int i = 0; i < 200 && closed.isEmpty(); i++) {
            System.gc();
            Thread.sleep(10);
            new Thing(8 + i).close();
            closed.removeIf(id -> id != 7);
        }
        assertTrue(closed.contains(7L));
    }
}
