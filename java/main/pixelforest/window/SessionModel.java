package pixelforest.window;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import pixelforest.command.Follower;

/** The model of a session's strokes as a file, for the commands. */
final class SessionModel {
    private static final long WAIT_MILLIS = 50;

    private SessionModel() {}

    /**
     * Waits until the live update has trained the model and saves it in a temporary file. Not on the event thread.
     *
     * @throws IllegalStateException where there can be no model, with the reason
     */
    static File save(Session session, Session.Work work, Follower follower) throws IOException, InterruptedException {
        LiveLoop loop = session.loop();
        while (!loop.hasTrained(work)) {
            if (follower.isStopped()) {
                throw new CancellationException();
            }
            if (!loop.isWanted(work)) {
                throw new IllegalStateException("Strokes or options have changed meanwhile: try again.");
            }
            LiveState state = loop.state();
            if (loop.isRenewed()) {
                Thread.sleep(WAIT_MILLIS);
                continue; // what it says is of older work
            }
            if (!state.error.isEmpty() || !state.isBusy() && !state.activity.isEmpty()) {
                throw new IllegalStateException(state.error.isEmpty() ? state.activity : state.error);
            }
            Thread.sleep(WAIT_MILLIS);
        }
        File file = File.createTempFile("window", ".pforest");
        file.deleteOnExit();
        loop.withModel(model -> {
            model.save(file);
            return null;
        });
        return file;
    }
}
