package pixelforest.annotation;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.List;

/** Strokes as an image whose pixels are class numbers, 0 for none, and such an image as strokes. */
public final class LabelImage {
    private LabelImage() {}

    /** An image of class numbers, with as many slices and frames as the image that the strokes are of. */
    public static ImagePlus of(Labelling labelling, List<Roi> strokes, ImagePlus image) {
        int planes = image.getNSlices() * image.getNFrames();
        ImageStack stack = new ImageStack(image.getWidth(), image.getHeight());
        for (int i = 0; i < planes; i++) {
            stack.addSlice(new ByteProcessor(image.getWidth(), image.getHeight()));
        }
        Strokes runs = Annotations.fromRois(strokes.toArray(new Roi[0]), labelling.classNames(), image);
        for (int i = 0; i < runs.runs.length; i += 6) {
            ImageProcessor plane = stack.getProcessor(runs.runs[i + 1] * image.getNSlices() + runs.runs[i + 2] + 1);
            plane.setValue(runs.classes[runs.runs[i]] + 1.0);
            plane.fillRect(runs.runs[i + 4], runs.runs[i + 3], runs.runs[i + 5] - runs.runs[i + 4], 1);
        }
        ImagePlus labels = new ImagePlus(image.getShortTitle() + "-strokes", stack);
        labels.setDimensions(1, image.getNSlices(), image.getNFrames());
        labels.setOpenAsHyperStack(image.getNSlices() > 1 && image.getNFrames() > 1);
        labels.copyScale(image);
        return labels;
    }

    /**
     * The strokes of a label image: each connected area of a class on a plane is one.
     *
     * @throws IllegalArgumentException where the image has another size, or values that are no class
     */
    public static Roi[] strokes(ImagePlus labels, Labelling labelling, ImagePlus image) {
        int planes = image.getNSlices() * image.getNFrames();
        if (labels.getWidth() != image.getWidth() || labels.getHeight() != image.getHeight()
                || labels.getStackSize() != planes || labels.getType() == ImagePlus.COLOR_RGB) {
            throw new IllegalArgumentException(labels.getTitle() + " is no label image of " + image.getTitle()
                    + ": it needs one channel and the same width, height, slices and frames");
        }
        List<Roi> strokes = new ArrayList<>();
        for (int i = 1; i <= planes; i++) {
            ImageProcessor plane = labels.getStack().getProcessor(i);
            double most = plane.getStats().max;
            if (most > labelling.classes.size()) {
                throw new IllegalArgumentException(labels.getTitle() + " has the label " + (int) most + ", but there are "
                        + labelling.classes.size() + " classes: add classes first");
            }
            for (int c = 1; c <= most; c++) {
                addClass(strokes, plane.duplicate(), c, labelling, image, i);
            }
        }
        return strokes.toArray(new Roi[0]);
    }

    private static void addClass(List<Roi> strokes, ImageProcessor plane, int number, Labelling labelling, ImagePlus image,
            int index) {
        plane.setThreshold(number, number, ImageProcessor.NO_LUT_UPDATE);
        Roi all = new ThresholdToSelection().convert(plane);
        if (all == null) {
            return;
        }
        for (Roi part : Components.of(all, image.getWidth(), image.getHeight())) {
            Roi stroke = Labelling.dressed(part, number - 1, labelling.classes.get(number - 1));
            Annotations.place(stroke, image, (index - 1) / image.getNSlices(), (index - 1) % image.getNSlices());
            strokes.add(stroke);
        }
    }
}
