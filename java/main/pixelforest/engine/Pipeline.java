package pixelforest.engine;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Works through blocks on the caller's thread while one other thread reads the next block and another stores the result of the
 * block before. Two blocks and two results exist at a time, which the library's forecast counts. The first failure of any thread
 * stops the others and is thrown as it was. An interrupt of the caller cancels.
 *
 * @param <B> a block, which is closed after its processing or when it is not needed any more
 * @param <R> a result, which is closed after it was stored or when it is not needed any more
 */
final class Pipeline<B extends Handle, R extends Handle> {
    /** What is done with the blocks. */
    interface Work<B, R> {
        /** Reads the next block, or returns null after the last; called on the reading thread. Ends soon if stopped. */
        B read() throws IOException;

        /** Works on a block; called on the caller's thread. Returns null where there is no result. */
        R process(B block) throws IOException;

        /** Stores a result; called on the storing thread, in the order of the blocks. */
        void store(R result) throws IOException;

        /** Makes a running read or process end soon, with whatever exception; called once, on any thread. */
        void stop();
    }

    private final Work<B, R> work;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Pipeline(Work<B, R> work) {
        this.work = work;
    }

    /** Reads, processes and stores everything. */
    static <B extends Handle, R extends Handle> void run(Work<B, R> work) throws IOException {
        Pipeline<B, R> pipeline = new Pipeline<>(work);
        pipeline.run();
        pipeline.throwFailure();
    }

    private void run() {
        ExecutorService reader = thread("Pixel Forest reader");
        ExecutorService storer = thread("Pixel Forest storer");
        Future<B> next = reader.submit(this::read);
        Future<R> stored = CompletableFuture.completedFuture(null);
        R result = null;
        try {
            for (B block = next.get(); block != null; block = next.get()) {
                next = reader.submit(this::read);
                result = process(block);
                stored.get();
                R made = result;
                result = null;
                stored = storer.submit(() -> store(made));
            }
            stored.get();
        } catch (ExecutionException e) {
            fail(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new CancellationException("interrupted"));
        } catch (Throwable e) {
            fail(e);
        } finally {
            reader.shutdown();
            storer.shutdown();
            close(result);
            close(await(stored));
            close(await(next)); // the reader's last block must not outlive the run
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private B read() throws Exception {
        try {
            return failure.get() == null ? work.read() : null;
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
    }

    private R process(B block) throws IOException, InterruptedException {
        try (B open = block) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return work.process(open);
        }
    }

    private R store(R result) throws Exception {
        try (R open = result) {
            if (open != null && failure.get() == null) {
                work.store(open);
            }
            return null;
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
    }

    private void fail(Throwable e) {
        if (failure.compareAndSet(null, e)) {
            work.stop();
        }
    }

    private static void close(Handle handle) {
        if (handle != null) {
            handle.close();
        }
    }

    /** Waits for a thread's last work, whatever interrupts; null where it failed. */
    private static <T> T await(Future<T> last) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return last.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return null;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void throwFailure() throws IOException {
        Throwable e = failure.get();
        if (e instanceof IOException) {
            throw (IOException) e;
        } else if (e instanceof RuntimeException) {
            throw (RuntimeException) e;
        } else if (e instanceof Error) {
            throw (Error) e;
        } else if (e != null) {
            throw new IllegalStateException(e);
        }
    }
}
