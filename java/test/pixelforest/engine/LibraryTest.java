package pixelforest.engine;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LibraryTest {
    /** Something that is in the class path and is no library. */
    private static final String NO_LIBRARY = "/pixelforest/engine/LibraryTest.class";

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void theReportNamesEveryAttemptItsReasonAndTheMend() throws Exception {
        File damaged = temporary.newFile("damaged.so");
        Files.write(damaged.toPath(), new byte[] {1, 2, 3});
        File missing = new File(temporary.getRoot(), "missing.so");
        Library.Attempts attempts = new Library.Attempts();

        assertFalse(attempts.tryFile("-Dpixelforest.library", missing));
        assertFalse(attempts.tryFile("Fiji's lib folder", damaged));
        assertFalse(attempts.tryName("no_such_library"));
        assertFalse(attempts.tryBundled(new BundledLibrary("/natives/vax_64/lib.so", temporary.getRoot().toPath())));
        assertFalse(attempts.tryBundled(new BundledLibrary(NO_LIBRARY, temporary.getRoot().toPath())));

        String[] lines = attempts.report().split("\n");
        assertTrue(lines[0].contains(System.getProperty("os.arch")));
        assertEquals("  -Dpixelforest.library (" + missing + "): there is no such file", lines[1]);
        assertTrue(lines[2], lines[2].startsWith("  Fiji's lib folder (" + damaged + "): "));
        assertTrue(lines[3], lines[3].contains(System.mapLibraryName("no_such_library")));
        assertEquals("  the jar (/natives/vax_64/lib.so): the jar holds no library for this system", lines[4]);
        assertTrue(lines[5], lines[5].startsWith("  the jar, extracted (" + temporary.getRoot()));
        assertTrue(lines[lines.length - 1], lines[lines.length - 1].contains("-Dpixelforest.library=/its/path"));
    }

    @Test
    public void theCacheHoldsTheContentUnderItsHashAndIsMended() throws Exception {
        byte[] content = Files.readAllBytes(new File(LibraryTest.class.getResource(NO_LIBRARY).toURI()).toPath());
        File cache = temporary.newFolder("cache");
        File file = places(cache).get(0).extract();
        assertEquals(BundledLibrary.sha256(content), file.getParentFile().getName());
        assertArrayEquals(content, Files.readAllBytes(file.toPath()));

        long written = file.lastModified() - 5000;
        assertTrue(file.setLastModified(written));
        assertEquals(file, places(cache).get(0).extract());
        assertEquals("not written again", written, file.lastModified());

        Files.write(file.toPath(), new byte[] {0});
        assertArrayEquals(content, Files.readAllBytes(places(cache).get(0).extract().toPath()));
        assertEquals("no temporary file is left", 1, file.getParentFile().list().length);
    }

    @Test
    public void furtherPlacesAreFilesOfTheirOwnAndNeedNoCache() throws Exception {
        File cache = temporary.newFile("a file where the cache should be");
        List<BundledLibrary.Place> places = places(cache);
        File own = places.get(2).extract();
        assertFalse(own.equals(places.get(2).extract()));
        assertTrue(own.isFile());

        Library.Attempts attempts = new Library.Attempts();
        assertFalse(attempts.tryBundled(new BundledLibrary(NO_LIBRARY, cache.toPath())));
        assertTrue(attempts.report(), attempts.report().contains("to be extracted to (" + cache));
        assertEquals("three places were tried", 5, attempts.report().split("\n").length);
    }

    @Test
    public void theHashIsSha256() {
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                BundledLibrary.sha256(new byte[0]));
    }

    private static List<BundledLibrary.Place> places(File cache) {
        return new BundledLibrary(NO_LIBRARY, cache.toPath()).places();
    }
}
