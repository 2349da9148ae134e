package pixelforest.command;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.ResultTag;
import pixelforest.engine.TrainJob;
import pixelforest.image.ImageSource;
import pixelforest.image.ResultStack;

/** What was drawn on one training image: ROIs or a label image. */
final class Drawing {
    static final String OVERLAY = "overlay", ROI_MANAGER = "roi-manager";

    private final ImagePlus image;
    private final Roi[] rois;
    private final ImagePlus labels;

    private Drawing(ImagePlus image, Roi[] rois, ImagePlus labels) {
        this.image = image;
        this.rois = rois;
        this.labels = labels;
    }

    /** Whether an entry of the option annotations is a word, not the name of an image or file. */
    static boolean isWord(String entry) {
        return entry.equalsIgnoreCase(OVERLAY) || entry.equalsIgnoreCase(ROI_MANAGER);
    }

    /** Reads what an entry of the option annotations names. */
    static Drawing read(String from, ImagePlus image, Context context) throws IOException {
        String name = from.toLowerCase(Locale.ROOT);
        if (name.equals(OVERLAY)) {
            return new Drawing(image, Annotations.overlay(image), null);
        }
        if (name.equals(ROI_MANAGER)) {
            return new Drawing(image, Annotations.roiManager(), null);
        }
        if (name.endsWith(".zip") || name.endsWith(".roi")) {
            return new Drawing(image, Annotations.file(context.file(from)), null);
        }
        ImagePlus labels = context.image(from);
        checkLabels(labels);
        return new Drawing(image, new Roi[0], labels);
    }

    private static void checkLabels(ImagePlus labels) {
        if (ResultStack.isResult(labels)) {
            throw new IllegalArgumentException("the label image " + labels.getTitle() + " is a result of Pixel Forest:"
                    + " give labels that a person drew, or, if these were corrected, clear the tag with"
                    + " Property.set(\"pixelforest.result\", \"\")");
        }
        if (labels.getType() == ImagePlus.COLOR_RGB) {
            throw new IllegalArgumentException("the label image " + labels.getTitle() + " is RGB: its pixels must be"
                    + " numbers, 0 for none and 1 for the first class; save it as 8-bit or 16-bit labels, or give"
                    + " ROIs");
        }
    }

    /**
     * A label image whose planes are the image's slices and frames, whatever its file calls them: many programs write a
     * stack's slices as channels.
     */
    private static ImagePlus asSlices(ImagePlus labels, ImagePlus image) {
        int planes = labels.getStackSize();
        boolean isOneAxis = Math.max(labels.getNChannels(), Math.max(labels.getNSlices(), labels.getNFrames())) == planes;
        boolean fits = planes == image.getNSlices() * image.getNFrames();
        if (labels.getNChannels() == 1 || !isOneAxis || !fits) {
            return labels;
        }
        ImagePlus slices = new ImagePlus(labels.getTitle(), labels.getStack()); // the image itself is not changed
        slices.setDimensions(1, image.getNSlices(), image.getNFrames());
        return slices;
    }

    /** The label image, if it is one. */
    List<ImagePlus> labels() {
        return labels == null ? Collections.emptyList() : Collections.singletonList(labels);
    }

    /** The ROIs, without those that Pixel Forest drew. */
    List<Roi> strokes() {
        List<Roi> strokes = new ArrayList<>(Arrays.asList(rois));
        strokes.removeIf(ResultTag::isResult);
        return strokes;
    }

    /** Adds the strokes to an image of a training; returns how many were not used. */
    int addTo(TrainJob job, int index, List<String> classes) throws IOException {
        if (labels != null) {
            job.addLabels(index, ImageSource.of(asSlices(labels, image), null));
            return 0;
        }
        return Annotations.addTo(job, index, rois, classes.toArray(new String[0]), image);
    }
}
