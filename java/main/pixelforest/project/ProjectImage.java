package pixelforest.project;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import pixelforest.engine.PlaneSource;
import pixelforest.image.Origin;

/** An image of a project and its strokes. Immutable; nobody may change the ROIs either. */
public final class ProjectImage {
    /** Where the image is, or was last seen; null where it is no file. */
    public final File file;
    public final String title;
    /** Frames, channels, depth, height, width. */
    public final int[] shape;
    /** As engine.FingerprintJob computes it; 0 until it is known. */
    public final int fingerprint;
    /** In the order in which they were drawn. The group is the class's number, from 1. */
    public final List<Roi> strokes;

    public ProjectImage(File file, String title, int[] shape, int fingerprint, List<Roi> strokes) {
        this.file = file;
        this.title = title;
        this.shape = shape.clone();
        this.fingerprint = fingerprint;
        this.strokes = Collections.unmodifiableList(new ArrayList<>(strokes));
    }

    /** An open image without strokes yet; its file is looked at, so this takes a moment. */
    public static ProjectImage of(ImagePlus image, PlaneSource source) {
        File file = new File(Origin.of(image));
        return new ProjectImage(file.isAbsolute() ? file : null, image.getTitle(), source.shape(), 0,
                Collections.emptyList());
    }

    /** With other strokes. */
    public ProjectImage withStrokes(List<Roi> others) {
        return new ProjectImage(file, title, shape, fingerprint, others);
    }

    /** With the fingerprint, once it is known. */
    public ProjectImage withFingerprint(int known) {
        return new ProjectImage(file, title, shape, known, strokes);
    }
}
