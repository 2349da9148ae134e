package pixelforest.annotation;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs of voxels as ROIs, so that strokes that came from a label image can be seen and edited. */
public final class RunOutlines {
    private static final int NUMBERS = 5;

    private RunOutlines() {}

    /**
     * The ROIs of a stroke, one for each plane, each of exactly its pixels.
     *
     * @param runs five numbers each: frame, z, y, x0, x1 (one past the last)
     * @param classIndex from 0; the ROIs' group is one more
     * @param shape frames, channels, depth, height, width
     * @param image whose planes positions are told of; null where it is not open
     */
    public static List<Roi> of(int[] runs, int classIndex, int[] shape, ImagePlus image) {
        Map<Long, List<int[]>> planes = new TreeMap<>();
        for (int i = 0; i < runs.length; i += NUMBERS) {
            long plane = (long) runs[i] * shape[2] + runs[i + 1];
            int[] run = {runs[i + 2], runs[i + 3], runs[i + 4]};
            planes.computeIfAbsent(plane, none -> new ArrayList<>()).add(run);
        }
        boolean hyperstack = image != null ? image.isHyperStack() : shape[1] > 1 || shape[0] > 1 && shape[2] > 1;
        List<Roi> rois = new ArrayList<>();
        planes.forEach((plane, ofPlane) -> {
            Roi roi = outline(ofPlane);
            roi.setGroup(classIndex + 1);
            int z = (int) (plane % shape[2]) + 1;
            int frame = (int) (plane / shape[2]) + 1;
            if (hyperstack) {
                roi.setPosition(0, z, frame);
            } else if (shape[0] * shape[2] > 1) {
                roi.setPosition((int) (plane + 1));
            }
            rois.add(roi);
        });
        return rois;
    }

    private static Roi outline(List<int[]> runs) {
        Rectangle box = null;
        for (int[] run : runs) {
            Rectangle row = new Rectangle(run[1], run[0], run[2] - run[1], 1);
            box = box == null ? row : box.union(row);
        }
        ByteProcessor mask = new ByteProcessor(box.width, box.height);
        mask.setValue(255);
        for (int[] run : runs) {
            mask.setRoi(run[1] - box.x, run[0] - box.y, run[2] - run[1], 1);
            mask.fill();
        }
        mask.resetRoi();
        mask.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
        Roi roi = new ThresholdToSelection().convert(mask);
        Rectangle place = roi.getBounds();
        roi.setLocation(place.x + box.x, place.y + box.y);
        return roi;
    }
}
