package pixelforest.project;

import java.io.File;
import java.io.IOException;

/**
 * Keeps a project's unsaved state on the disk, so that a crash takes little of it. For one open project; any thread may call.
 */
public final class Autosave implements AutoCloseable {
    /** How long changes are collected before they are written, in milliseconds. */
    private static final long DELAY = 400;

    private final RecoveryFolder folder;
    private final Thread writer = new Thread(this::write, "pixel-forest-autosave");
    /** What is to be written; null where all is. */
    private ProjectState state;
    private File project;
    private RecoveryFolder.Claim claim;
    private boolean writing;
    private boolean urgent;
    private boolean closed;
    private IOException problem;

    private Autosave(RecoveryFolder folder) {
        this.folder = folder;
        writer.setDaemon(true);
        writer.start();
    }

    /** Begins with nothing to save, in the user's recovery folder. */
    public static Autosave start() {
        return new Autosave(RecoveryFolder.ofUser());
    }

    /** Begins in another folder. */
    public static Autosave in(File folder) {
        return new Autosave(new RecoveryFolder(folder));
    }

    /**
     * Says that the project changed. The state is on the disk within a second; of several changes the last counts.
     *
     * @param projectFile the project's own file; null where it was never saved
     */
    public synchronized void changed(ProjectState changed, File projectFile) {
        state = changed;
        project = projectFile;
        notifyAll();
    }

    /** Says that the project was saved: there is nothing to recover until it changes again. */
    public synchronized void saved() {
        state = null;
        awaitWriter();
        if (claim != null) {
            claim.delete();
            claim = null;
        }
    }

    /** Waits until all changes so far are written, or writing them failed. */
    public synchronized void flush() {
        urgent = true;
        notifyAll();
        boolean interrupted = false;
        while ((state != null || writing) && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        urgent = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why the last change could not be written; null where it was. */
    public synchronized IOException problem() {
        return problem;
    }

    /** Ends, and deletes the recovery file: the work was saved, or is given up. */
    @Override
    public synchronized void close() {
        saved();
        closed = true;
        notifyAll();
    }

    private void awaitWriter() {
        boolean interrupted = false;
        while (writing) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (true) {
            ProjectState taken;
            File of;
            synchronized (this) {
                try {
                    while (state == null && !closed) {
                        wait();
                    }
                    long until = System.nanoTime() + DELAY * 1_000_000;
                    for (long left = DELAY; left > 0 && !urgent && !closed && state != null;
                            left = (until - System.nanoTime()) / 1_000_000) {
                        wait(left);
                    }
                } catch (InterruptedException e) {
                    return; // nobody knows this thread
                }
                if (closed) {
                    return;
                }
                if (state == null) {
                    continue; // saved meanwhile
                }
                taken = state;
                of = project;
                state = null;
                writing = true;
            }
            IOException failure = null;
            try {
                write(taken, of);
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                failure = new IOException("the recovery file cannot be written: " + e, e);
            }
            synchronized (this) {
                writing = false;
                problem = failure;
                notifyAll();
            }
        }
    }

    private void write(ProjectState taken, File of) throws IOException {
        if (claim == null) {
            claim = folder.claim();
        }
        String path = of == null ? "" : of.getAbsolutePath();
        ProjectStore.content(taken, null, null, path).write(claim.file);
    }
}
