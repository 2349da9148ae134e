package pixelforest.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import loci.plugins.prefs.OptionsList;
import loci.plugins.util.ImageProcessorReader;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files that only Bio-Formats opens; a stand-in with its signatures reads files that end in .fake. */
public class BioFormatsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Before
    public void usersPreferences() {
        OptionsList.PREFERENCES.clear();
        OptionsList.PREFERENCES.put("virtual", true);
        OptionsList.PREFERENCES.put("quiet", false);
        ImageProcessorReader.open = 0;
    }

    @Test
    public void theSeriesIsChosen() throws IOException {
        file("three.fake", "1000", "10", "20", "30");
        assertImage("series 1", 10, 3, 0);
        assertImage("series 1", 10, 3, 1);
        assertImage("series 3", 30, 3, 3);
        assertEquals("every file was closed", 0, ImageProcessorReader.open);
        assertEquals("the user's preferences", true, OptionsList.PREFERENCES.get("virtual"));
        assertEquals("the user's preferences", false, OptionsList.PREFERENCES.get("quiet"));
        assertEquals(2, OptionsList.PREFERENCES.size());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> open("three.fake", 4));
        assertEquals("series=4: " + path("three.fake") + " has 3 images: choose from 1 to 3", e.getMessage());
        assertEquals(0, ImageProcessorReader.open);
    }

    private void assertImage(String title, int width, int images, int series) throws IOException {
        ImagePlus image = open("three.fake", series);
        assertEquals(title, image.getTitle());
        assertEquals(width, image.getWidth());
        assertEquals(images, Origin.imagesInFile(image));
        assertEquals(path("three.fake"), Origin.of(image));
    }

    @Test
    public void whatFillsTheMemoryBecomesVirtual() throws IOException {
        file("large.fake", Long.toString(Runtime.getRuntime().maxMemory()), "10");
        assertEquals("series 1 virtual", open("large.fake", 0).getTitle());
        assertEquals("its planes are read later", 1, ImageProcessorReader.open);
    }

    @Test
    public void failuresAreOneLine() throws IOException {
        file("empty.fake");
        refused("Bio-Formats cannot open " + path("empty.fake") + ": Invalid header", "empty.fake", 0);
        file("no number.fake", "1000", "ten");
        refused("Bio-Formats cannot open " + path("no number.fake") + ": For input string: \"ten\"", "no number.fake", 0);
        assertEquals(0, ImageProcessorReader.open);
        file("noise.dat", "\u0007noise");
        refused(path("noise.dat") + " is not an image that ImageJ or Bio-Formats can open", "noise.dat", 0);
        refused(path("noise.dat") + " is not an image that ImageJ or Bio-Formats can open", "noise.dat", 1);
        assertEquals("the user's preferences", true, OptionsList.PREFERENCES.get("virtual"));
    }

    @Test
    public void withoutBioFormatsTheErrorSaysHowToGetIt() {
        IOException e = assertThrows(IOException.class, () -> BioFormats.in(new ClassLoader(null) {}));
        assertTrue(e.getMessage(), e.getMessage().startsWith("Bio-Formats is missing: use Fiji"));
    }

    @Test
    public void anotherVersionThatDoesNotSuitIsSaidToBe() throws Exception {
        ClassLoader old = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.equals("loci.plugins.in.ImportProcess")) {
                    return BioFormatsTest.class;
                }
                throw new ClassNotFoundException(name);
            }
        };
        IOException e = assertThrows(IOException.class, () -> BioFormats.in(old).open(folder.getRoot(), 0));
        assertTrue(e.getMessage(), e.getMessage().contains("this version of it does not suit"));
    }

    @Test
    public void seriesOfAnImageThatIsOpenIsRefused() {
        ImagePlus image = Images.hyperstack(8, 1, 1, 1);
        ImageReader.checkNoSeries(image, 0);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ImageReader.checkNoSeries(image, 2));
        assertTrue(e.getMessage(), e.getMessage().startsWith("series=2 chooses from a file, but image.tif is open"));
    }

    private ImagePlus open(String name, int series) throws IOException {
        return ImageReader.open(name, folder.getRoot(), series);
    }

    private String path(String name) {
        return new File(folder.getRoot(), name).getPath();
    }

    private void file(String name, String... lines) throws IOException {
        Files.write(folder.getRoot().toPath().resolve(name),
                lines.length == 0 ? Collections.<String>emptyList() : java.util.Arrays.asList(lines),
                StandardCharsets.US_ASCII);
    }

    private void refused(String message, String name, int series) {
        IOException e = assertThrows(IOException.class, () -> open(name, series));
        assertEquals(message, e.getMessage());
    }
}
