package pixelforest.command;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.gui.YesNoCancelDialog;
import ij.plugin.frame.RoiManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import pixelforest.annotation.ObjectOutlines;
import pixelforest.engine.Labels;
import pixelforest.engine.ObjectJob;
import pixelforest.engine.PlaneSource;
import pixelforest.image.ResultStack;
import pixelforest.image.RoiArchive;

/** What a command tells of objects: the label image, the table and the outlines. */
final class ObjectResults implements ObjectJob.Sink {
    /** Above it the ROI Manager becomes slow. */
    private static final int MANY_OUTLINES = 2000;

    private final Options options;
    private final Context context;
    private final Output output;
    private final ResultStack stack;
    private final int[] region;
    private final PlaneSource measured;
    private final ObjectTable table;
    private int count;

    /**
     * @param image that the objects are of
     * @param stack of objects of the image, to fill
     * @param region z0, z1, y0, y1, x0, x1, t0, t1 that is computed
     * @param measured whose intensities are measured, as large as the image; null for none
     */
    ObjectResults(Options options, Context context, Output output, ImagePlus image, ResultStack stack, int[] region,
            double[] spacing, PlaneSource measured) {
        this.options = options;
        this.context = context;
        this.output = output;
        this.stack = stack;
        this.region = region;
        this.measured = measured;
        table = new ObjectTable(image.getCalibration(), spacing, region);
    }

    @Override
    public void accept(int frame, Labels labels) throws IOException {
        stack.put(frame, labels);
        count += labels.count();
        if (options.is(ObjectOptions.MEASURE)) {
            int[] start = {region[0], region[2], region[4]};
            table.add(frame + 1, labels.shapes(), measured == null ? new double[0][][]
                    : labels.intensities(measured, frame, start, region[1] - region[0]));
        }
    }

    /** Saves or shows everything under names that begin with {@code name}; adds to the command's result. */
    void put(String name, Properties record, Map<String, String> result) throws IOException {
        ImagePlus labels = stack.toImage(name + "_objects", record);
        result.put("count", Integer.toString(count));
        result.put("objects", output.put(labels));
        if (options.is(ObjectOptions.MEASURE)) {
            String title = output.put(table.table(), name + "_measurements");
            result.put("measurements", title);
            if (output.isScreen()) {
                ObjectSelection.link(labels, title, region[0], region[6]);
            }
        }
        if (options.is(ObjectOptions.ROIS)) {
            List<Roi> outlines = new ArrayList<>();
            for (int frame = 1; frame <= labels.getNFrames(); frame++) {
                outlines.addAll(ObjectOutlines.of(labels, frame));
            }
            putOutlines(outlines, name + "_rois", result);
        }
    }

    private void putOutlines(List<Roi> outlines, String name, Map<String, String> result) throws IOException {
        if (!output.isScreen()) {
            RoiArchive.save(outlines, output.file(name + ".zip"));
            result.put("rois", output.file(name + ".zip").getPath());
            return;
        }
        if (outlines.size() > MANY_OUTLINES) {
            String warning = outlines.size() + " outlines make the ROI Manager slow (more than " + MANY_OUTLINES + ")";
            if (context.isInteractive() && !new YesNoCancelDialog(IJ.getInstance(), "Pixel Forest",
                    warning + ". Add them all the same?", "Add", "Leave Out").yesPressed()) {
                Command.note(result, "the outlines were left out");
                options.answer(ObjectOptions.ROIS.key, "false");
                return;
            }
            Command.note(result, warning + ": with folder they go to a file");
        }
        RoiManager manager = RoiManager.getRoiManager();
        for (Roi outline : outlines) {
            manager.addRoi(outline);
        }
        result.put("rois", Integer.toString(outlines.size()));
    }
}
