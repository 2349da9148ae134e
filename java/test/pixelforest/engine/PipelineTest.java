package pixelforest.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class PipelineTest {
    private static final class Item extends Handle {
        Item(int number, AtomicInteger open) {
            super(number, id -> open.decrementAndGet());
            open.incrementAndGet();
        }
    }

    /** Five items and a result of each but the fourth; counts what is open and how often it was stopped. */
    private static class Numbers implements Pipeline.Work<Item, Item> {
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger read = new AtomicInteger();
        final AtomicInteger stops = new AtomicInteger();
        final CountDownLatch stopped = new CountDownLatch(1);
        final List<Long> processed = new ArrayList<>();
        final AtomicInteger results = new AtomicInteger();
        final List<Long> stored = Collections.synchronizedList(new ArrayList<>());

        @Override
        public Item read() throws IOException {
            int number = read.incrementAndGet();
            return number > 5 ? null : new Item(number, open);
        }

        @Override
        public Item process(Item item) throws IOException {
            processed.add(item.id());
            return item.id() == 4 ? null : new Item((int) item.id(), results);
        }

        @Override
        public void store(Item result) throws IOException {
            stored.add(result.id());
        }

        @Override
        public void stop() {
            stops.incrementAndGet();
            stopped.countDown();
        }
    }

    @Test
    public void processesEverythingInOrder() throws Exception {
        Numbers numbers = new Numbers();
        Pipeline.run(numbers);
        assertEquals(Arrays.asList(1L, 2L, 3L, 4L, 5L), numbers.processed);
        assertEquals(Arrays.asList(1L, 2L, 3L, 5L), numbers.stored);
        assertEquals(0, numbers.open.get());
        assertEquals(0, numbers.results.get());
        assertEquals(0, numbers.stops.get());
    }

    @Test
    public void readsTheNextBlockDuringProcessingAndNoFurther() throws Exception {
        AtomicInteger most = new AtomicInteger();
        Numbers numbers = new Numbers() {
            @Override
            public Item process(Item item) throws IOException {
                long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                while (read.get() < Math.min(6, item.id() + 1) && System.nanoTime() < patience) {
                    Thread.yield();
                }
                assertEquals(Math.min(6, item.id() + 1), read.get());
                most.accumulateAndGet(open.get(), Math::max);
                return super.process(item);
            }
        };
        Pipeline.run(numbers);
        assertEquals(5, numbers.processed.size());
        assertTrue("two blocks at a time", most.get() <= 2);
    }

    @Test
    public void storesAResultDuringTheNextProcessingAndNoLater() throws Exception {
        AtomicInteger most = new AtomicInteger();
        CountDownLatch[] processing = new CountDownLatch[7];
        Arrays.setAll(processing, i -> new CountDownLatch(1));
        Thread[] threads = new Thread[2];
        Numbers numbers = new Numbers() {
            @Override
            public Item process(Item item) throws IOException {
                processing[(int) item.id()].countDown();
                Item result = super.process(item);
                most.accumulateAndGet(results.get(), Math::max);
                threads[0] = Thread.currentThread();
                return result;
            }

            @Override
            public void store(Item result) throws IOException {
                threads[1] = Thread.currentThread();
                if (result.id() < 5) {
                    await(processing[(int) result.id() + 1]); // the next block is in work meanwhile
                }
                super.store(result);
            }
        };
        Pipeline.run(numbers);
        assertEquals(Arrays.asList(1L, 2L, 3L, 5L), numbers.stored);
        assertTrue("two results at a time", most.get() <= 2);
        assertNotSame(threads[0], threads[1]);
        threads[1].join(10_000);
        assertTrue("the storer has ended", !threads[1].isAlive());
    }

    @Test
    public void aFailureOfTheStorerStopsTheProcessingAndArrivesAsItWas() throws Exception {
        IOException failure = new IOException("disk full");
        Numbers numbers = new Numbers() {
            @Override
            public Item process(Item item) throws IOException {
                if (item.id() == 3) {
                    await(stopped);
                    throw new CancellationException("stopped");
                }
                return super.process(item);
            }

            @Override
            public void store(Item result) throws IOException {
                if (result.id() == 2) {
                    throw failure;
                }
                super.store(result);
            }
        };
        assertSame(failure, failureOf(numbers));
        assertEquals(1, numbers.stops.get());
        assertEquals(Arrays.asList(1L), numbers.stored);
        assertEquals(0, numbers.open.get());
        assertEquals(0, numbers.results.get());
    }

    @Test
    public void readsOnAThreadOfItsOwn() throws Exception {
        Thread[] threads = new Thread[1];
        Pipeline.run(new Numbers() {
            @Override
            public Item read() throws IOException {
                threads[0] = Thread.currentThread();
                return super.read();
            }
        });
        assertNotSame(Thread.currentThread(), threads[0]);
        threads[0].join(10_000);
        assertTrue("the reader has ended", !threads[0].isAlive());
    }

    @Test
    public void aFailureOfTheReaderStopsTheProcessingAndArrivesAsItWas() throws Exception {
        IOException failure = new IOException("disk gone");
        Numbers numbers = new Numbers() {
            @Override
            public Item read() throws IOException {
                if (read.get() == 2) {
                    throw failure;
                }
                return super.read();
            }

            @Override
            public Item process(Item item) throws IOException {
                if (item.id() == 2) {
                    await(stopped);
                    throw new CancellationException("stopped");
                }
                return super.process(item);
            }
        };
        assertSame(failure, failureOf(numbers));
        assertEquals(1, numbers.stops.get());
        assertEquals(0, numbers.open.get());
    }

    @Test
    public void aFailureOfTheProcessingStopsTheReaderAndArrivesAsItWas() throws Exception {
        for (Throwable failure : new Throwable[] {new IllegalArgumentException("NaN"), new OutOfMemoryError("full")}) {
            CountDownLatch reading = new CountDownLatch(1);
            Numbers numbers = new Numbers() {
                @Override
                public Item read() throws IOException {
                    Item item = super.read();
                    if (item.id() == 3) {
                        reading.countDown();
                        await(stopped);
                    }
                    return item;
                }

                @Override
                public Item process(Item item) throws IOException {
                    if (item.id() == 2) {
                        await(reading);
                        if (failure instanceof Error) {
                            throw (Error) failure;
                        }
                        throw (RuntimeException) failure;
                    }
                    return super.process(item);
                }
            };
            assertSame(failure, failureOf(numbers));
            assertEquals("the block read ahead was closed too", 0, numbers.open.get());
        }
    }

    @Test
    public void anInterruptCancels() throws Exception {
        Numbers numbers = new Numbers() {
            @Override
            public Item process(Item item) throws IOException {
                Item result = super.process(item);
                Thread.currentThread().interrupt();
                return result;
            }
        };
        assertEquals(CancellationException.class, failureOf(numbers).getClass());
        assertTrue("the interrupt is still to be seen", Thread.interrupted());
        assertEquals(1, numbers.processed.size());
        assertEquals(1, numbers.stops.get());
        assertEquals(0, numbers.open.get());
        assertEquals(0, numbers.results.get());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody stopped this");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Throwable failureOf(Numbers numbers) {
        try {
            Pipeline.run(numbers);
        } catch (Throwable e) {
            return e;
        }
        fail("it should have failed");
        return null;
    }
}
