package pixelforest.annotation;

import ij.gui.Roi;
import ij.gui.ShapeRoi;
import java.util.ArrayList;
import java.util.List;

/** The parts of an area. */
final class Components {
    private Components() {}

    /**
     * Areas that do not touch, holes and all. Pixels that share only a corner are one area, as in label images of a training.
     *
     * @param width of the image
     * @param height of the image
     */
    static List<Roi> of(Roi area, int width, int height) {
        List<Roi> parts = new ArrayList<>();
        if (!(area instanceof ShapeRoi)) {
            parts.add(area);
            return parts;
        }
        ij.process.ByteProcessor mask = new ij.process.ByteProcessor(width, height);
        mask.setValue(255);
        mask.fill(area);
        for (int i = 0; i < width * height; i++) {
            if (mask.get(i) == 255) {
                ij.gui.Wand wand = new ij.gui.Wand(mask);
                wand.autoOutline(i % width, i / width, 255, 255, ij.gui.Wand.EIGHT_CONNECTED);
                Roi outline = new ij.gui.PolygonRoi(wand.xpoints, wand.ypoints, wand.npoints, Roi.TRACED_ROI);
                Roi part = new ShapeRoi(outline).and(new ShapeRoi((ShapeRoi) area.clone()));
                parts.add(part);
                mask.setValue(0);
                mask.fill(part);
                mask.setValue(255);
            }
        }
        return parts;
    }
}
