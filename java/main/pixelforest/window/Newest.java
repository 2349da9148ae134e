package pixelforest.window;

import ij.IJ;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import pixelforest.engine.Job;

/**
 * Work beside the event thread of which only the newest counts: what has not begun is dropped when newer comes, and what runs is
 * stopped. Its thread ends by itself when there is nothing to do.
 */
final class Newest {
    /** Something to do. */
    interface Task {
        /** Does it; may end with a CancellationException when newer work waits. */
        void run(Turn turn) throws IOException;
    }

    /** What is done with a job. */
    interface Work {
        void run() throws IOException;
    }

    /** A task's time to work. */
    final class Turn {
        private final long number;
        /** Guarded by the worker. */
        private Job job;

        private Turn(long number) {
            this.number = number;
        }

        /** Whether newer work waits. */
        boolean isOver() {
            synchronized (Newest.this) {
                return number != asked;
            }
        }

        /** Ends the task where newer work waits. */
        void check() {
            if (isOver()) {
                throw new CancellationException();
            }
        }

        /** Works with a job, which is cancelled when newer work comes. */
        void with(Job running, Work work) throws IOException {
            synchronized (Newest.this) {
                check();
                job = running;
            }
            try {
                work.run();
            } finally {
                synchronized (Newest.this) {
                    job = null;
                }
            }
        }
    }

    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor thread;
    private final Consumer<Throwable> failed;
    // Guarded by this.
    private long asked;
    private Turn running;

    /** Failures are told on the worker's thread. */
    Newest(String name, Consumer<Throwable> failed) {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread worker = new Thread(task, "Pixel Forest " + name);
            worker.setDaemon(true);
            return worker;
        });
        thread.allowCoreThreadTimeOut(true);
        this.failed = failed;
    }

    /** Failures are logged. */
    Newest(String name) {
        this(name, e -> IJ.log("Pixel Forest: " + text(e)));
    }

    /** Does this instead of all that was asked for before. */
    synchronized void ask(Task task) {
        drop();
        Turn turn = new Turn(asked);
        thread.execute(() -> run(turn, task));
    }

    /** Drops all that was asked for. */
    synchronized void drop() {
        asked++;
        if (running != null && running.job != null) {
            running.job.cancel();
        }
    }

    /** What a failure says. */
    static String text(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void run(Turn turn, Task task) {
        synchronized (this) {
            if (turn.isOver()) {
                return;
            }
            running = turn;
        }
        try {
            task.run(turn);
        } catch (CancellationException e) {
            return;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (!turn.isOver()) {
                failed.accept(e);
            }
        } finally {
            synchronized (this) {
                running = null;
            }
        }
    }
}
