package pixelforest.command;

import ij.IJ;
import ij.macro.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import pixelforest.engine.Job;

/**
 * Follows the jobs of a command from outside: progress to ImageJ's status bar; Esc, the end of the macro that started it and an interrupt
 * of its thread cancel it. ImageJ knows one Esc and one status bar: an Esc cancels all jobs that run at the time, and of
 * several jobs the oldest has the bar.
 */
final class Watch implements AutoCloseable {
    private static final int INTERVAL_MS = 100;
    private static final List<Watch> RUNNING = new ArrayList<>();

    private final String name;
    private final Follower follower;
    private final List<Job> jobs;
    private final Thread caller = Thread.currentThread();
    private final Interpreter macro = CallingMacro.get();
    private final TimeLeft timeLeft = new TimeLeft();
    private final ScheduledExecutorService timer;
    private boolean macroHadEnded;

    /** @param follower who is told instead of ImageJ's status bar and may stop the jobs, or null */
    Watch(String name, Follower follower, Job... jobs) {
        this.name = name;
        this.follower = follower;
        this.jobs = Arrays.asList(jobs);
        synchronized (RUNNING) {
            if (IJ.escapePressed()) {
                RUNNING.forEach(running -> running.jobs.forEach(Job::cancel)); // they may not have seen it yet
            }
            IJ.resetEscape();
            RUNNING.add(this);
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "Pixel Forest progress");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        synchronized (RUNNING) {
            if (!RUNNING.contains(this)) {
                return;
            }
            cancelIfAsked();
            double done = Job.progress(jobs);
            double left = timeLeft.at(System.nanoTime() / 1e9, done);
            if (follower != null) {
                follower.progress(done, TimeLeft.text(left));
            } else if (RUNNING.get(0) == this) {
                IJ.showProgress(done);
                IJ.showStatus(status(name, done, left));
            }
        }
    }

    /** What the status bar says. */
    static String status(String name, double done, double secondsLeft) {
        String left = TimeLeft.text(secondsLeft);
        return name + ": " + (int) (100 * done) + " %" + (left.isEmpty() ? "" : ", " + left) + " (Esc cancels)";
    }

    private void cancelIfAsked() {
        // Abort waits for its macro to stop. One that ended by itself is another's and is gone when looked at again.
        boolean macroHasEnded = macro != null && macro == Interpreter.getInstance() && macro.done();
        if (IJ.escapePressed() || caller.isInterrupted() || follower != null && follower.isStopped()
                || macroHasEnded && macroHadEnded) {
            jobs.forEach(Job::cancel);
        }
        macroHadEnded = macroHasEnded;
    }

    @Override
    public void close() {
        synchronized (RUNNING) {
            RUNNING.remove(this);
            timer.shutdownNow();
            if (RUNNING.isEmpty()) {
                IJ.showProgress(1.0);
                IJ.showStatus("");
            }
        }
    }
}
