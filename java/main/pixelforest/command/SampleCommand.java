package pixelforest.command;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Overlay;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.measure.Calibration;
import java.awt.Color;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.annotation.ClassColors;
import pixelforest.annotation.ClassNames;
import pixelforest.engine.Sample;
import pixelforest.engine.SampleJob;
import pixelforest.image.ClassLut;
import pixelforest.image.RoiArchive;

/** Makes an image to try everything with: nuclei in 3D, their truth, and strokes. */
final class SampleCommand extends Command {
    private static final String[] CLASSES = {"Background", "Nucleus"};
    /** Of a usual confocal image, in micrometres. */
    private static final double PIXEL_WIDTH = 0.2;

    SampleCommand() {
        super("sample", "Makes a 3D image of nuclei with its truth and strokes, to try everything with.",
                Option.integer("seed", "1", 0, 1L << 53, "same seed, same image"),
                Option.text("size", "256x256x48", "width x height x slices"),
                THREADS, Output.FOLDER);
    }

    @Override
    Map<String, String> run(Options options, Context context) throws IOException {
        Output output = new Output(options, context);
        int[] size = size(options.text("size"));
        Map<String, String> result = new LinkedHashMap<>();
        try (SampleJob job = SampleJob.create(options.integer("seed"), size[2], size[1], size[0],
                        options.given(Collections.singletonList("threads")));
                Watch watch = context.watch(this, job);
                Sample sample = job.generate()) {
            ImagePlus image = stack("sample", sample.image(), size, sample.zRatio());
            ImagePlus truth = stack("sample_truth", sample.truth(), size, sample.zRatio());
            Roi[] strokes = strokes(sample.strokes());
            Overlay overlay = new Overlay();
            for (Roi stroke : strokes) {
                overlay.add(stroke);
            }
            image.setOverlay(overlay);
            image.setProp(ClassNames.PROPERTY, String.join(",", CLASSES));
            image.setProp(ClassColors.PROPERTY, ClassColors.text(ClassLut.defaultColors(CLASSES.length)));
            result.put("image", output.put(image));
            result.put("truth", output.put(truth));
            File archive = output.file("sample_strokes.zip");
            if (archive != null) {
                RoiArchive.save(Arrays.asList(strokes), archive);
                result.put("strokes", archive.getPath());
            }
            result.put("classes", String.join(",", CLASSES));
        }
        return result;
    }

    private static int[] size(String text) {
        String[] parts = text.trim().split("\\s*x\\s*", -1);
        int[] size = new int[3];
        for (int i = 0; i < 3; i++) {
            if (parts.length != 3 || !parts[i].matches("[1-9][0-9]{0,4}")) {
                throw new OptionException("size=" + text + ": write width x height x slices, as in 256x256x48");
            }
            size[i] = Integer.parseInt(parts[i]);
        }
        return size;
    }

    private static ImagePlus stack(String title, short[][] planes, int[] size, double zRatio) {
        ImageStack stack = new ImageStack(size[0], size[1]);
        for (short[] plane : planes) {
            stack.addSlice(null, plane);
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.setDimensions(1, planes.length, 1);
        Calibration calibration = new Calibration();
        calibration.setUnit("micron");
        calibration.pixelWidth = PIXEL_WIDTH;
        calibration.pixelHeight = PIXEL_WIDTH;
        calibration.pixelDepth = PIXEL_WIDTH * zRatio;
        image.setCalibration(calibration);
        image.setSlice(planes.length / 2 + 1);
        image.resetDisplayRange();
        return image;
    }

    /** Lines as a person draws them, with the class as group and the slice as position. */
    private static Roi[] strokes(List<Sample.Stroke> strokes) {
        int[] colors = ClassLut.defaultColors(CLASSES.length);
        int[] drawn = new int[CLASSES.length];
        Roi[] rois = new Roi[strokes.size()];
        for (int i = 0; i < rois.length; i++) {
            Sample.Stroke stroke = strokes.get(i);
            int c = stroke.classIndex;
            PolygonRoi roi = new PolygonRoi(stroke.x, stroke.y, stroke.x.length, Roi.FREELINE);
            roi.setStrokeWidth(stroke.width);
            roi.setGroup(c + 1);
            roi.setStrokeColor(new Color(colors[c])); // after the group, which sets a colour of its own
            roi.setPosition(stroke.z + 1);
            roi.setName(CLASSES[c] + "-" + ++drawn[c]);
            rois[i] = roi;
        }
        return rois;
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "image", "title or path of the image, with strokes in its overlay",
                "truth", "title or path of the truth, a label image",
                "strokes", "path of the strokes, a RoiSet.zip; only with folder",
                "classes", "names of the classes");
    }
}
