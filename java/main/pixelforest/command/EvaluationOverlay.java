package pixelforest.command;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Color;
import java.util.HashSet;
import java.util.Set;
import pixelforest.annotation.ObjectOutlines;
import pixelforest.engine.Evaluation;

/** Shows which objects were matched, missed or spurious, as outlines on a copy of an image. */
final class EvaluationOverlay {
    /** Okabe and Ito's green, vermilion and yellow, which colour-blind people tell apart. */
    private static final Color MATCHED = new Color(0x009E73), MISSED = new Color(0xD55E00), SPURIOUS = new Color(0xF0E442);

    private EvaluationOverlay() {}

    /** A copy of an image with the outlines of the true objects, and of the found ones that match none. */
    static ImagePlus draw(Evaluation evaluation, double iou, ImagePlus image, ImagePlus truth) {
        Set<String> matched = new HashSet<>();
        for (int[] pair : evaluation.pairs(iou)) {
            matched.add("found " + pair[0] + " " + pair[1]);
            matched.add("true " + pair[0] + " " + pair[2]);
        }
        ImagePlus copy = image.duplicate();
        Overlay overlay = new Overlay();
        ImagePlus found = objects(evaluation, false, truth);
        ImagePlus real = objects(evaluation, true, truth);
        for (int frame = 0; frame < truth.getNFrames(); frame++) {
            for (Roi outline : ObjectOutlines.of(found, frame + 1)) {
                if (!matched.contains("found " + frame + " " + number(outline))) {
                    add(overlay, outline, "spurious", SPURIOUS);
                }
            }
            for (Roi outline : ObjectOutlines.of(real, frame + 1)) {
                boolean isMatched = matched.contains("true " + frame + " " + number(outline));
                add(overlay, outline, isMatched ? "matched" : "missed", isMatched ? MATCHED : MISSED);
            }
        }
        copy.setOverlay(overlay);
        return copy;
    }

    private static void add(Overlay overlay, Roi outline, String judgement, Color color) {
        outline.setName(judgement + " " + outline.getName());
        outline.setStrokeColor(color);
        overlay.add(outline);
    }

    private static String number(Roi outline) {
        return outline.getName().split("-")[0];
    }

    /** The numbers of the objects, which of a mask are its components'. */
    private static ImagePlus objects(Evaluation evaluation, boolean isTruth, ImagePlus like) {
        int width = like.getWidth();
        int height = like.getHeight();
        ImageStack stack = new ImageStack(width, height);
        for (int frame = 0; frame < like.getNFrames(); frame++) {
            for (int z = 0; z < like.getNSlices(); z++) {
                float[] plane = new float[width * height];
                evaluation.readObjects(isTruth, frame, z, plane);
                stack.addSlice(null, plane);
            }
        }
        ImagePlus objects = new ImagePlus("objects", stack);
        objects.setDimensions(1, like.getNSlices(), like.getNFrames());
        objects.setOpenAsHyperStack(like.isHyperStack());
        return objects;
    }
}
