package pixelforest.command;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.Test;

/** What the options region, slices and frames choose; that it is computed right is RegionResultTest's. */
public class RegionTest {
    private final ImagePlus image = Volumes.image(2, 5, 3);

    @Test
    public void theWholeImageIsNoRegion() {
        assertEquals(null, region());
        assertEquals(null, region("region", "all", "slices", "1-5", "frames", ""));
        assertEquals(null, region("region", "0,0,40,36", "frames", "1-3"));
    }

    @Test
    public void boxesAndRangesCountInTheImagesCoordinates() {
        assertRegion("0 5 2 12 1 21 0 3", "region", "1,2,20,10");
        assertRegion("0 5 2 12 1 21 0 3", "region", " 1, 2, 20, 10 ");
        assertRegion("1 4 0 36 0 40 0 3", "slices", "2-4");
        assertRegion("4 5 0 36 0 40 1 2", "slices", "5", "frames", "2 - 2");
    }

    @Test
    public void whatLiesOutsideIsCutAndTheLineSaysWhatIsLeft() {
        assertEquals("region=30,0,10,26", recorded("region", "30,-10,100,36"));
        image.setRoi(new OvalRoi(-5, 20, 15, 100));
        assertEquals("region=0,20,10,16", recorded("region", "selection"));
        assertRegion("0 5 20 36 0 10 0 3", "region", "selection");
        image.setRoi(new Line(3, 7, 30, 7));
        assertRegion("0 5 7 8 3 31 0 3", "region", "selection");
        assertEquals("slices=2", recorded("slices", "2"));
        assertEquals("", recorded());
    }

    @Test
    public void whatChoosesNothingIsRefused() {
        refused("region=selection: image cells has no selection: draw one, or write region=x,y,width,height",
                "region", "selection");
        image.setRoi(new Roi(50, 0, 10, 10));
        refused("region=selection lies outside image cells: it has 40 x 36 pixels", "region", "selection");
        refused("region=40,0,5,5 lies outside image cells: it has 40 x 36 pixels", "region", "40,0,5,5");
        refused("region=1,1,0,5 lies outside image cells: it has 40 x 36 pixels", "region", "1,1,0,5");
        for (String bad : new String[] {"1,2,3", "1;2;3;4", "1.5,2,3,4", "box", "1,2,-3,4", "99999999999,0,1,1"}) {
            refused("region=" + bad + " is unknown: use all, selection, or x,y,width,height in pixels, as in "
                    + "10,20,256,256", "region", bad);
        }
        for (String bad : new String[] {"0", "6", "2-6", "4-2"}) {
            refused("slices=" + bad + ": image cells has slices 1 to 5", "slices", bad);
        }
        refused("frames=4: image cells has frames 1 to 3", "frames", "4");
        refused("frames=1,2 is unknown: use one number or first-last, as in 2-9", "frames", "1,2");
    }

    private int[] region(String... pairs) {
        return Region.of(options(pairs), image);
    }

    private String recorded(String... pairs) {
        Options options = options(pairs);
        Region.of(options, image);
        return options.line();
    }

    private static Options options(String... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new Options(Arrays.asList(Region.REGION, Region.SLICES, Region.FRAMES), values);
    }

    private void assertRegion(String expected, String... pairs) {
        assertArrayEquals(Arrays.stream(expected.split(" ")).mapToInt(Integer::parseInt).toArray(), region(pairs));
    }

    private void refused(String message, String... pairs) {
        assertEquals(message, assertThrows(OptionException.class, () -> region(pairs)).getMessage());
    }
}
