package pixelforest.window;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.util.Collections;
import pixelforest.command.Outcome;
import pixelforest.command.Follower;
import pixelforest.command.WindowDoor;

/** File > Open Samples: the generated nuclei with their strokes, in the window. */
public final class OpenSample implements PlugIn {
    @Override
    public void run(String argument) {
        Outcome outcome = WindowDoor.run("sample", Collections.emptyMap(), new Follower() {
            @Override
            public void progress(double part, String timeLeft) {
                IJ.showProgress(part);
            }

            @Override
            public boolean isStopped() {
                return IJ.escapePressed();
            }
        });
        if (!outcome.isDone()) {
            IJ.error("Pixel Forest", outcome.message);
            return;
        }
        ImagePlus truth = WindowManager.getImage(outcome.result().get("truth"));
        if (truth != null) {
            truth.close();
        }
        ImagePlus sample = WindowManager.getImage(outcome.result().get("image"));
        OpenWindow.onEventThread(() -> OpenWindow.open(sample));
    }
}
