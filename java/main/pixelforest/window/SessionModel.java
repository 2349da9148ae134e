package pixelforest.window;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import pixelforest.command.Follower;
import pixelforest.engine.Model;

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
        Model model = loop.share(work);
        while (model == null) {
            if (follower.isStopped()) {
                throw new CancellationException();
            }
            check(loop, work);
            Thread.sleep(WAIT_MILLIS);
            model = loop.share(work);
        }
        try (Model trained = model) {
            File file = File.createTempFile("window", ".pforest");
            file.deleteOnExit();
            trained.save(file);
            return file;
        }
    }

    /** Says why a model that is waited for will not come. */
    private static void check(LiveLoop loop, Session.Work work) {
        if (!loop.isWanted(work)) {
            throw new IllegalStateException("Strokes or options have changed meanwhile: try again.");
        }
        LiveState state = loop.state();
        boolean isOfThis = !loop.isRenewed(); // else what it says is of older work
        if (isOfThis && !state.error.isEmpty()) {
            throw new IllegalStateException(state.error);
        }
        if (isOfThis && !state.isBusy() && !state.activity.isEmpty()) {
            throw new IllegalStateException(state.activity);
        }
    }
}
