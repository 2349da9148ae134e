package pixelforest.engine;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Works through blocks on the caller's thread while one other thread reads the next block. Two blocks exist at a time.
 * The first failure of either thread stops the other and is thrown as it was. An interrupt of the caller cancels.
 *
 * @param <B> a block, which is closed after its processing or when it is not needed any more
 */
final class ReadAhead<B extends Handle> {
    /** What is done with the blocks. */
    interface Work<B> {
        /** Reads the next block, or returns null after the last; called on the reading thread. Ends soon if stopped. */
        B read() throws IOException;

        /** Works on a block; called on the caller's thread. */
        void process(B block) throws IOException;

        /** Makes a running read or process end soon, with whatever exception; called once, on either thread. */
        void stop();
    }

    private final Work<B> work;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private ReadAhead(Work<B> work) {
        this.work = work;
    }

    /** Reads and processes all blocks. */
    static <B extends Handle> void run(Work<B> work) throws IOException {
        ReadAhead<B> ahead = new ReadAhead<>(work);
        ahead.run();
        ahead.throwFailure();
    }

    private void run() {
        ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "Pixel Forest reader");
            thread.setDaemon(true);
            return thread;
        });
        Future<B> next = reader.submit(this::read);
        try {
            for (B block = next.get(); block != null; block = next.get()) {
                next = reader.submit(this::read);
                try (B open = block) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    work.process(open);
                }
            }
        } catch (ExecutionException e) {
            fail(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new CancellationException("interrupted"));
        } catch (Throwable e) {
            fail(e);
        } finally {
            reader.shutdown();
            discard(next);
        }
    }

    private B read() throws Exception {
        try {
            return failure.get() == null ? work.read() : null;
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

    /** Waits for the reader's last block, which must not outlive the run, and closes it. */
    private void discard(Future<B> last) {
        boolean interrupted = false;
        while (true) {
            try {
                B block = last.get();
                if (block != null) {
                    block.close();
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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
