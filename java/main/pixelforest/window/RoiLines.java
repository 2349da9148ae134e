package pixelforest.window;

import ij.gui.Line;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.FloatPolygon;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pixelforest.command.WindowDoor;

/** Strokes as lines of ImageJ's macro language, which add the same ROI to the current image's overlay. */
final class RoiLines {
    private RoiLines() {}

    /** Adds a stroke at the end of the overlay. */
    static String add(Roi stroke) {
        StringBuilder lines = new StringBuilder(selection(stroke));
        lines.append("Roi.setGroup(").append(stroke.getGroup()).append(");\n");
        if (stroke.getName() != null) {
            lines.append("Roi.setName(").append(WindowDoor.literal(stroke.getName())).append(");\n");
        }
        if (stroke.hasHyperStackPosition()) {
            lines.append("Roi.setPosition(").append(stroke.getCPosition()).append(", ").append(stroke.getZPosition())
                    .append(", ").append(stroke.getTPosition()).append(");\n");
        } else if (stroke.getPosition() > 0) {
            lines.append("Roi.setPosition(").append(stroke.getPosition()).append(");\n");
        }
        String color = stroke.getStrokeColor() == null ? ""
                : String.format("#%06x", stroke.getStrokeColor().getRGB() & 0xFFFFFF);
        lines.append("Overlay.addSelection(\"").append(color).append("\", ").append(number(stroke.getStrokeWidth()))
                .append(");\nRoi.remove;\n");
        return lines.toString();
    }

    /** Takes a stroke away by its place, from 0. */
    static String remove(int index) {
        return "Overlay.removeSelection(" + index + ");\n";
    }

    private static String selection(Roi roi) {
        if (roi instanceof ShapeRoi) {
            return parts(((ShapeRoi) roi).getRois());
        }
        if (roi instanceof Line) {
            Line line = (Line) roi;
            return call("makeLine", line.x1d, line.y1d, line.x2d, line.y2d);
        }
        if (roi instanceof PolygonRoi) {
            FloatPolygon points = roi.getFloatPolygon();
            return "makeSelection(" + roi.getType() + ", " + array(points.xpoints, points.npoints) + ", "
                    + array(points.ypoints, points.npoints) + ");\n";
        }
        boolean oval = roi.getType() == Roi.OVAL;
        double[] box = {roi.getXBase(), roi.getYBase(), roi.getFloatWidth(), roi.getFloatHeight()};
        if (!oval && roi.getCornerDiameter() > 0) {
            return call("makeRectangle", box[0], box[1], box[2], box[3], roi.getCornerDiameter());
        }
        return call(oval ? "makeOval" : "makeRectangle", box);
    }

    /** Areas, the largest first: one within an even number of others is added, else it is a hole. */
    private static String parts(Roi[] parts) {
        Roi[] bySize = parts.clone();
        Arrays.sort(bySize, Comparator.comparingDouble(part -> -area(part)));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < bySize.length; i++) {
            FloatPolygon outline = bySize[i].getFloatPolygon();
            int around = 0;
            for (int k = 0; k < i; k++) {
                around += bySize[k].getFloatPolygon().contains(inside(outline)[0], inside(outline)[1]) ? 1 : 0;
            }
            if (i > 0) {
                lines.append("setKeyDown(\"").append(around % 2 == 0 ? "shift" : "alt").append("\");\n");
            }
            lines.append("makeSelection(").append(Roi.POLYGON).append(", ").append(array(outline.xpoints, outline.npoints))
                    .append(", ").append(array(outline.ypoints, outline.npoints)).append(");\n");
        }
        return lines.append("setKeyDown(\"none\");\n").toString();
    }

    private static double area(Roi part) {
        Rectangle box = part.getBounds();
        return (double) box.width * box.height;
    }

    /** A place just within a corner of an outline. */
    private static float[] inside(FloatPolygon outline) {
        for (float dx : new float[] {0.25f, -0.25f}) {
            for (float dy : new float[] {0.25f, -0.25f}) {
                if (outline.contains(outline.xpoints[0] + dx, outline.ypoints[0] + dy)) {
                    return new float[] {outline.xpoints[0] + dx, outline.ypoints[0] + dy};
                }
            }
        }
        return new float[] {outline.xpoints[0], outline.ypoints[0]};
    }

    private static String call(String function, double... numbers) {
        return function + "(" + Arrays.stream(numbers).mapToObj(RoiLines::number).collect(Collectors.joining(", ")) + ");\n";
    }

    private static String array(float[] numbers, int count) {
        return "newArray(" + IntStream.range(0, count).mapToObj(i -> number(numbers[i])).collect(Collectors.joining(", ")) + ")";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? String.format(Locale.ROOT, "%.0f", value)
                : new java.math.BigDecimal(Float.toString((float) value)).toPlainString();
    }
}
