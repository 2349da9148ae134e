package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files of several images, through a stand-in for Bio-Formats. */
public class SeriesTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private String options;

    @Before
    public void makeFile() throws Exception {
        File file = new File(temporary.getRoot(), "two.fake");
        Files.write(file.toPath(), Arrays.asList("1000", "30", "20"), StandardCharsets.US_ASCII);
        options = "image=[" + file + "] features=gaussian:1 folder=[" + temporary.getRoot() + "]";
    }

    @Test
    public void theFirstIsTakenAndTheResultSaysSo() {
        Map<String, String> result = Volumes.run("features", options);
        assertEquals(30, IJ.openImage(result.get("features")).getWidth());
        assertTrue(result.get("note"), result.get("note").endsWith(
                "the file of series 1 has 2 images, this is the first: series=2 is the next"));
    }

    @Test
    public void theChosenOneIsTakenAndRecorded() {
        Map<String, String> result = Volumes.run("features", options + " series=2");
        assertEquals(20, IJ.openImage(result.get("features")).getWidth());
        assertTrue(result.toString(), !result.getOrDefault("note", "").contains("series"));
        String line = Volumes.run("info", "image=[" + result.get("features") + "]").get("command");
        assertTrue(line, line.contains("two.fake") && line.contains("series=2"));
    }

    @Test
    public void aNumberBeyondTheLastIsRefused() {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> Volumes.run("features", options + " series=3"));
        assertTrue(e.getMessage(), e.getMessage().endsWith("has 2 images: choose from 1 to 2"));
    }
}
