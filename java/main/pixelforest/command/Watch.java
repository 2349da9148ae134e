package pixelforest.command;

import ij.IJ;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import pixelforest.engine.Job;

/** Follows a job from outside: progress to ImageJ's status bar; Esc and an interrupt of the job's thread cancel it. */
final class Watch implements AutoCloseable {
    private static final int INTERVAL_MS = 100;

    private final String name;
    private final Job job;
    private final Thread caller = Thread.currentThread();
    private final ScheduledExecutorService timer;

    Watch(String name, Job job) {
        this.name = name;
        this.job = job;
        IJ.resetEscape();
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "Pixel Forest progress");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        if (timer.isShutdown()) {
            return;
        }
        if (IJ.escapePressed() || caller.isInterrupted()) {
            job.cancel();
        }
        double done = job.progress();
        IJ.showProgress(done);
        IJ.showStatus(name + ": " + Math.round(100 * done) + " % (Esc cancels)");
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
        IJ.showProgress(1.0);
        IJ.showStatus("");
    }
}
