package pixelforest.image;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import ij.ImagePlus;
import ij.Prefs;
import ij.measure.Measurements;
import ij.measure.ResultsTable;
import ij.plugin.filter.ParticleAnalyzer;
import ij.process.ByteProcessor;
import java.io.File;
import java.util.Properties;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.image.ResultStack.Kind;

/** A mask goes to Analyze Particles as it is. */
public class MaskTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final boolean setting = Prefs.blackBackground;

    @After
    public void restore() {
        Prefs.blackBackground = setting;
    }

    @Test
    public void analyzeParticlesCountsTheObjects() throws Exception {
        for (boolean black : new boolean[] {true, false}) {
            Prefs.blackBackground = black;
            ImagePlus source = new ImagePlus("source", new ByteProcessor(20, 10));
            ResultStack result = new ResultStack(source, Kind.MASK, new String[] {"Background", "Nucleus"}, null, null);
            byte[] mask = (byte[]) result.plane(0, 0, 0);
            for (int object : new int[] {22, 27, 105}) {
                mask[object] = mask[object + 1] = mask[object + 20] = (byte) 255;
            }
            ImagePlus image = result.toImage("mask", new Properties());
            assertThreeObjects("black background " + black, image);
            File file = new File(folder.getRoot(), black + ".tif");
            Tiff.save(image, file);
            ImagePlus saved = ImageReader.open(file.getName(), folder.getRoot(), 0);
            assertArrayEquals(mask, (byte[]) saved.getProcessor().getPixels());
            assertThreeObjects("saved with black background " + black, saved);
        }
    }

    private static void assertThreeObjects(String what, ImagePlus image) {
        ResultsTable objects = new ResultsTable();
        new ParticleAnalyzer(0, Measurements.AREA, objects, 0, 1e9).analyze(image);
        assertEquals(what, 3, objects.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(what, 3, objects.getValue("Area", i), 0);
        }
    }
}
