package pixelforest.window;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;
import pixelforest.image.ImageSource;

/** The table of features says what the library says. */
public class FeatureRulesTest {
    private static FeatureRules rules(int width, int depth, Map<String, String> options) {
        Set<Double> sigmas = new TreeSet<>();
        for (double sigma : FeatureRules.OFFERED) {
            sigmas.add(sigma);
        }
        List<ImageSource> images = Arrays.asList(ImageSource.of(IJ.createImage("a", "8-bit black", width, 60, depth), null));
        return FeatureRules.of(images, options, sigmas);
    }

    @Test
    public void offersWhatTheLibraryComputes() {
        FeatureRules rules = rules(60, 1, Collections.emptyMap());
        assertNull(rules.refusal(FeatureKind.GAUSSIAN, 0.3, false));
        assertTrue(rules.refusal(FeatureKind.HESSIAN, 0.3, true).contains("below 0.7"));
        assertTrue(rules(20, 1, Collections.emptyMap()).refusal(FeatureKind.GAUSSIAN, 10, true).contains("pixels along x"));
    }

    @Test
    public void thinStacksHaveLargeSigmasIn2d() {
        FeatureRules rules = rules(60, 8, Collections.emptyMap());
        assertNull(rules.refusalOf3d(1.6));
        assertTrue(rules.refusalOf3d(3.5).contains("slices"));
        assertFalse(rules.byDefault().isFlat(1.6));
        assertTrue(rules.byDefault().isFlat(3.5));
        assertEquals("hessian:1.6,3.5@2d", rules.read("hessian:1.6,3.5").option());
        assertFalse(rules(60, 8, Collections.singletonMap("dimensions", "2d")).byDefault().isFlat(3.5));
    }

    @Test
    public void optionsAreReadAsTheyAreWritten() {
        FeatureRules rules = rules(60, 20, Collections.emptyMap());
        for (String option : new String[] {"", "all", "gaussian:0.3,1@2d;dog:1@2d", FeatureChoice.NOTHING}) {
            assertEquals(option, rules.option(rules.read(option)));
        }
        assertEquals("laplacian:1;gradient:1;dog:1", rules.read("edge:1").option());
        assertTrue(rules.read(FeatureChoice.NOTHING).isEmpty());
        assertEquals("", rules.option(FeatureChoice.read(rules.byDefault().option())));
    }
}
