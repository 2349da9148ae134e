package pixelforest.annotation;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.io.RoiEncoder;
import ij.plugin.frame.RoiManager;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import pixelforest.engine.TrainJob;

/**
 * Annotations: ROIs in ImageJ's own terms. The group (or, without one, the name) is the class, the position is slice
 * and frame, and they are drawn in order: where strokes overlap, the later one wins.
 */
public final class Annotations {
    private Annotations() {}

    /** The ROIs of an image's overlay, shown or hidden. The current selection is not one of them until it is added. */
    public static Roi[] overlay(ImagePlus image) {
        Overlay overlay = image.getOverlay();
        if (overlay == null || overlay.size() == 0) {
            throw new IllegalArgumentException(image.getTitle()
                    + " has no overlay: add each stroke with Image > Overlay > Add Selection...");
        }
        return overlay.toArray();
    }

    /** The ROIs of the ROI Manager, also of the hidden one that a macro in batch mode has. */
    public static Roi[] roiManager() {
        RoiManager manager = manager();
        if (manager == null && GraphicsEnvironment.isHeadless()) {
            throw new IllegalArgumentException("there is no ROI Manager without a screen: save the strokes before, in"
                    + " the ROI Manager with More > Save..., and give the .zip file");
        }
        if (manager == null || manager.getCount() == 0) {
            throw new IllegalArgumentException(
                    "the ROI Manager is empty: add each stroke with Edit > Selection > Add to Manager");
        }
        return manager.getRoisAsArray();
    }

    private static RoiManager manager() {
        try {
            return RoiManager.getInstance2();
        } catch (HeadlessException e) {
            return null; // ImageJ tries to make one for a macro in batch mode; only Fiji's can do without a screen
        }
    }

    /**
     * The ROIs of a RoiSet.zip or a .roi file.
     *
     * @throws IOException where the file is missing, is damaged, or holds no ROI
     */
    public static Roi[] file(File zipOrRoi) throws IOException {
        return RoiReader.read(zipOrRoi);
    }

    /**
     * An ROI from the bytes of a .roi file.
     *
     * @param what names it in errors
     * @throws IOException where the bytes are no ROI
     */
    public static Roi decode(byte[] roi, String what) throws IOException {
        return RoiReader.decode(roi, null, what);
    }

    /**
     * Turns ROIs into strokes on an image; see {@link Rasteriser} for the pixels that they cover.
     *
     * @param classNames names of the classes, in the order of their numbers
     * @param image gives the size and the meaning of stack positions; its pixels are not read
     * @throws IllegalArgumentException where a ROI has no class or no slice, or is no stroke; it is named
     */
    public static Strokes fromRois(Roi[] rois, String[] classNames, ImagePlus image) {
        Rasteriser rasteriser = new Rasteriser(image.getWidth(), image.getHeight());
        RoiClass classes = new RoiClass(classNames);
        int[] classOfStroke = new int[rois.length];
        RunList runs = new RunList();
        int used = 0;
        String outside = null;
        for (int i = 0; i < rois.length; i++) {
            Roi roi = rois[i];
            if (ResultTag.isResult(roi)) {
                continue;
            }
            String label = label(roi, i);
            if (roi instanceof TextRoi || roi instanceof ImageRoi) {
                throw new IllegalArgumentException(label + " is no stroke: remove it, or draw a line or an area");
            }
            classOfStroke[used] = classes.of(roi, label);
            if (addRuns(runs, used, roi, image, rasteriser, label)) {
                used++;
            } else {
                outside = outside == null ? label : outside;
            }
        }
        if (used == 0) {
            throw new IllegalArgumentException(nothingLeft(rois, image, outside));
        }
        return new Strokes(Arrays.copyOf(classOfStroke, used), runs.sorted(), rois.length - used);
    }

    /**
     * Adds ROIs to an image of a training: what they cover, and the strokes themselves, to be edited again. Returns how many were
     * not used.
     *
     * @param index the image's number in the training
     * @throws IllegalArgumentException as {@link #fromRois}
     */
    public static int addTo(TrainJob job, int index, Roi[] rois, String[] classNames, ImagePlus image) {
        Strokes strokes = fromRois(rois, classNames, image);
        job.addStrokes(index, strokes.classes, strokes.runs);
        for (Roi roi : rois) {
            if (!ResultTag.isResult(roi)) {
                job.keepRoi(index, RoiEncoder.saveAsByteArray(roi));
            }
        }
        return strokes.ignored;
    }

    /** Lays a ROI on a plane of an image as ImageJ would, on all of its channels; frame and slice from 0. */
    public static void place(Roi roi, ImagePlus image, int frame, int slice) {
        if (image.getNSlices() == 1 && image.getNFrames() == 1) {
            roi.setPosition(0);
        } else if (image.isHyperStack()) {
            roi.setPosition(0, slice + 1, frame + 1);
        } else {
            roi.setPosition(Math.max(slice, frame) + 1);
        }
    }

    /** Adds the runs of a ROI; false where it covers no pixel. */
    private static boolean addRuns(
            RunList runs, int stroke, Roi roi, ImagePlus image, Rasteriser rasteriser, String label) {
        int before = runs.size();
        if (roi instanceof PointRoi) {
            PointRoi points = (PointRoi) roi;
            for (int i = 0; i < points.size(); i++) {
                runs.add(stroke, RoiPosition.of(points, i, image, label), rasteriser.point(points, i));
            }
        } else {
            runs.add(stroke, RoiPosition.of(roi, image, label), rasteriser.pixels(roi));
        }
        return runs.size() > before;
    }

    private static String nothingLeft(Roi[] rois, ImagePlus image, String outside) {
        if (outside != null) {
            return "no stroke lies on " + image.getTitle() + " (" + image.getWidth() + " x " + image.getHeight() + "): "
                    + outside + " is outside; were the strokes drawn on another image?";
        }
        return rois.length == 0
                ? "there are no strokes for " + image.getTitle() + ": draw some for each class"
                : "all " + rois.length + " ROIs of " + image.getTitle()
                        + " are results of Pixel Forest: draw strokes of your own";
    }

    private static String label(Roi roi, int index) {
        String name = roi.getName() == null ? "without name" : "\"" + roi.getName() + "\"";
        return "ROI " + (index + 1) + " " + name + " (" + roi.getTypeAsString() + ")";
    }
}
