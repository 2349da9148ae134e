package pixelforest.command;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class NearestTest {
    private static final List<String> KEYS =
            Arrays.asList("image", "model", "min_samples_leaf", "max_samples", "trees");

    @Test
    public void distanceCountsInsertionsDeletionsAndReplacements() {
        assertEquals(0, Nearest.distance("", ""));
        assertEquals(5, Nearest.distance("", "image"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(3, Nearest.distance("sitting", "kitten"));
        assertEquals(2, Nearest.distance("modle", "model"));
    }

    @Test
    public void findsWhatWasMeant() {
        assertEquals(Optional.of("model"), Nearest.to("modle", KEYS));
        assertEquals(Optional.of("max_samples"), Nearest.to("maxsamples", KEYS));
        assertEquals(Optional.empty(), Nearest.to("zzzzzz", KEYS));
        assertEquals("did you mean trees?", Nearest.hint("tree", KEYS));
        assertEquals("there are image, model, min_samples_leaf, max_samples, trees", Nearest.hint("zzzzzz", KEYS));
    }
}
