package pixelforest.engine;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Something that lives in the native library. Whoever made it closes it; one that was forgotten is closed when a later
 * one is made after the garbage collector noticed.
 */
public abstract class Handle implements AutoCloseable {
    private static final ReferenceQueue<Handle> FORGOTTEN = new ReferenceQueue<>();
    private static final Set<Owner> OPEN = ConcurrentHashMap.newKeySet();

    private final Owner owner;

    Handle(long id) {
        this(id, Native::close);
    }

    Handle(long id, LongConsumer closer) {
        for (Owner forgotten = (Owner) FORGOTTEN.poll(); forgotten != null; forgotten = (Owner) FORGOTTEN.poll()) {
            forgotten.close();
        }
        owner = new Owner(this, id, closer);
        OPEN.add(owner);
    }

    /** The library's id; an IllegalStateException when this was closed. */
    final long id() {
        long id = owner.id.get();
        if (id == 0) {
            throw new IllegalStateException("this " + getClass().getSimpleName() + " was closed: it cannot be used");
        }
        return id;
    }

    /** Gives the native object back; work that is using it goes on to its end. Closing again does nothing. */
    @Override
    public void close() {
        owner.close();
    }

    private static final class Owner extends PhantomReference<Handle> {
        private final AtomicLong id;
        private final LongConsumer closer;

        Owner(Handle handle, long id, LongConsumer closer) {
            super(handle, FORGOTTEN);
            this.id = new AtomicLong(id);
            this.closer = closer;
        }

        void close() {
            OPEN.remove(this);
            long open = id.getAndSet(0);
            if (open != 0) {
                closer.accept(open);
            }
        }
    }
}
