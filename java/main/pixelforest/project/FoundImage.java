package pixelforest.project;

import ij.ImagePlus;
import java.io.File;

/** What became of an image when its project was opened. */
public final class FoundImage {
    /** The image, not shown unless it was open already; null where it was not found. */
    public final ImagePlus image;
    /** Its file; null where it is an open image that is no file, or was not found. */
    public final File file;
    /** Whether the file lies elsewhere than the project says. */
    public final boolean moved;
    /** Why there is no image, and the mend; null where there is one. */
    public final String problem;

    private FoundImage(ImagePlus image, File file, boolean moved, String problem) {
        this.image = image;
        this.file = file;
        this.moved = moved;
        this.problem = problem;
    }

    static FoundImage of(ImagePlus image, File file, boolean moved) {
        return new FoundImage(image, file, moved, null);
    }

    static FoundImage missing(String problem) {
        return new FoundImage(null, null, false, problem);
    }
}
