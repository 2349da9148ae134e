package pixelforest.command;

import ij.measure.Calibration;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import pixelforest.image.AtomicFile;

/**
 * The measures of objects as an ImageJ table, in calibrated units: a row per object. Columns are named as ImageJ and
 * MorphoLibJ name them.
 */
final class ObjectTable {
    static final String LABEL = "Label", FRAME = "Frame", SLICE = "Slice";

    private static final int DIGITS = 4;
    /** Places in the rows of Labels.shapes(). */
    private static final int VOXELS = 0, SIZE = 1, CENTROID = 2, FIRST = 5, END = 8, DIAMETER = 11, SURFACE = 12,
            ELONGATION = 13, FLATNESS = 14, ON_EDGE = 15, PROBABILITY = 16,
            MEASURES = 17;

    private final ResultsTable table = new ResultsTable();
    private final boolean planar;
    private final boolean hasFrames;
    /** From 1. */
    private final int firstSlice;
    private final double[] spacing;
    /** Where the first voxel of the objects lies along x, y, z, in voxels from the calibration's origin. */
    private final double[] start;

    /**
     * An empty table.
     *
     * @param spacing distance of voxels along x, y, z
     * @param region z0, z1, y0, y1, x0, x1, t0, t1 of the image that the objects cover, from 0
     */
    ObjectTable(Calibration calibration, double[] spacing, int[] region) {
        planar = region[1] - region[0] == 1;
        hasFrames = region[7] - region[6] > 1;
        firstSlice = region[0] + 1;
        this.spacing = spacing.clone();
        start = new double[] {
            region[4] - calibration.xOrigin, region[2] - calibration.yOrigin, region[0] - calibration.zOrigin};
        table.showRowNumbers(false);
        table.setPrecision(DIGITS);
    }

    /**
     * Adds the objects of a frame.
     *
     * @param frame from 1
     * @param shapes as Labels.shapes() gives them
     * @param intensities as Labels.intensities() gives them; empty for none
     */
    void add(int frame, double[][] shapes, double[][][] intensities) {
        for (int i = 0; i < shapes.length; i++) {
            double[] shape = shapes[i];
            table.addRow();
            table.addValue(LABEL, i + 1);
            if (hasFrames) {
                table.addValue(FRAME, frame);
            }
            if (!planar) {
                table.addValue(SLICE, Math.floor(shape[CENTROID + 2]) + firstSlice);
            }
            table.addValue(planar ? "Pixels" : "Voxels", shape[VOXELS]);
            table.addValue(planar ? "Area" : "Volume", shape[SIZE]);
            int axes = planar ? 2 : 3;
            for (int a = 0; a < axes; a++) {
                table.addValue(new String[] {"X", "Y", "Z"}[a], (shape[CENTROID + a] + start[a]) * spacing[a]);
            }
            for (int a = 0; a < axes; a++) {
                table.addValue(new String[] {"BX", "BY", "BZ"}[a], (shape[FIRST + a] + start[a]) * spacing[a]);
            }
            for (int a = 0; a < axes; a++) {
                double size = (shape[END + a] - shape[FIRST + a]) * spacing[a];
                table.addValue(new String[] {"Width", "Height", "Depth"}[a], size);
            }
            table.addValue("EquivalentDiameter", shape[DIAMETER]);
            table.addValue(planar ? "Perim." : "SurfaceArea", shape[SURFACE]);
            table.addValue("Elongation", shape[ELONGATION]);
            if (!planar) {
                table.addValue("Flatness", shape[FLATNESS]);
            }
            for (int c = 0; c < intensities.length; c++) {
                String channel = intensities.length == 1 ? "" : "_C" + (c + 1);
                String[] names = {"Mean", "Min", "Max", "RawIntDen"};
                for (int n = 0; n < names.length; n++) {
                    table.addValue(names[n] + channel, intensities[c][i][n]);
                }
            }
            table.addValue("MeanProbability", shape[PROBABILITY]);
            table.addValue("OnEdge", shape[ON_EDGE]);
        }
    }

    /** The table; without objects it has its columns all the same, which a file's readers look for. */
    ResultsTable table() {
        if (table.size() == 0) {
            add(1, new double[1][MEASURES], new double[0][][]);
            table.deleteRow(0);
        }
        return table;
    }

    /** Saves a table as comma-separated values, with all digits. */
    static void save(ResultsTable table, File file) throws IOException {
        AtomicFile.write(file, out -> {
            Writer csv = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            String[] columns = table.getHeadings();
            csv.write(String.join(",", columns) + "\n");
            for (int row = 0; row < table.size(); row++) {
                String separator = "";
                for (String column : columns) {
                    csv.write(separator + cell(table, column, row));
                    separator = ",";
                }
                csv.write("\n");
            }
            csv.flush();
        });
    }

    private static String cell(ResultsTable table, String column, int row) {
        double value = table.getValue(column, row);
        if (Double.isNaN(value)) {
            String text = table.getStringValue(column, row);
            return text.matches(".*[,\"\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
