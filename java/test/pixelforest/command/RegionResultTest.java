package pixelforest.command;

import static org.junit.Assert.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.plugin.Duplicator;
import java.io.File;
import java.util.Map;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.image.Tiff;

/** A part's result is that part of the whole image's result, bit for bit. */
public class RegionResultTest {
    private static final String[] RESULTS = {"probabilities", "segmentation", "mask", "uncertainty"};
    private static final String FEATURES = "features=[gaussian:1,2.2;hessian:1.6;structure:1] dimensions=3d";

    @ClassRule
    public static final TemporaryFolder SHARED = new TemporaryFolder();

    private static File image;
    private static String apply;
    private static String features;

    @BeforeClass
    public static void train() throws Exception {
        image = new File(SHARED.getRoot(), "cells.tif");
        ImagePlus cells = Volumes.image(2, 9, 3);
        Calibration calibration = cells.getCalibration();
        calibration.pixelWidth = calibration.pixelHeight = 0.5;
        calibration.pixelDepth = 2;
        calibration.frameInterval = 30;
        calibration.setUnit("micron");
        cells.setRoi(new OvalRoi(7, 5, 13, 11));
        Tiff.save(cells, image);
        File model = Volumes.model(image, cells, new File(SHARED.getRoot(), "m.pforest"), FEATURES);
        apply = "model=[" + model + "] image=[" + image + "] results=" + String.join(",", RESULTS) + " threads=2";
        features = "image=[" + image + "] channels=2 threads=2 " + FEATURES;
    }

    @Test
    public void aBoxOfEveryPlane() throws Exception {
        compare("region=11,3,17,20", new Roi(11, 3, 17, 20), 1, 9, 1, 3);
        compare("region=39,35,1,1", new Roi(39, 35, 1, 1), 1, 9, 1, 3);
    }

    @Test
    public void theSelectionThatWasSavedWithTheFile() throws Exception {
        compare("region=selection", new Roi(7, 5, 13, 11), 1, 9, 1, 3);
    }

    @Test
    public void slicesAndFrames() throws Exception {
        compare("slices=3-6", null, 3, 6, 1, 3);
        compare("slices=9 frames=2", null, 9, 9, 2, 2);
        compare("frames=2-3", null, 1, 9, 2, 3);
        compare("region=0,10,40,5 slices=1 frames=3", new Roi(0, 10, 40, 5), 1, 1, 3, 3);
    }

    private void compare(String part, Roi box, int z0, int z1, int t0, int t1) throws Exception {
        File whole = SHARED.newFolder();
        File parts = SHARED.newFolder();
        Map<String, String> expected = Volumes.run("apply", apply + " folder=[" + whole + "]");
        expected.putAll(Volumes.run("features", features + " folder=[" + whole + "]"));
        Map<String, String> actual = Volumes.run("apply", apply + " " + part + " folder=[" + parts + "]");
        actual.putAll(Volumes.run("features", features + " " + part + " folder=[" + parts + "]"));
        for (String key : new String[] {RESULTS[0], RESULTS[1], RESULTS[2], RESULTS[3], "features"}) {
            ImagePlus all = IJ.openImage(expected.get(key));
            all.setRoi(box);
            ImagePlus crop = new Duplicator().run(all, 1, all.getNChannels(), z0, z1, t0, t1);
            ImagePlus result = IJ.openImage(actual.get(key));
            Volumes.assertSame(part + " " + key, crop, result);
            Calibration calibration = result.getCalibration();
            assertEquals("micron", calibration.getUnit());
            assertEquals(30, calibration.frameInterval, 0);
            assertEquals("same place", all.getCalibration().getX(box == null ? 0 : box.getXBase()), calibration.getX(0), 0);
            assertEquals("same place", all.getCalibration().getY(box == null ? 0 : box.getYBase()), calibration.getY(0), 0);
            if (result.getStackSize() > 1) { // of a single plane ImageJ saves no distance of slices
                assertEquals("same place", all.getCalibration().getZ(z0 - 1), calibration.getZ(0), 0);
            }
        }
    }
}
