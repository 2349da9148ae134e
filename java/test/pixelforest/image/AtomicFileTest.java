package pixelforest.image;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files that are written whole or not at all. */
public class AtomicFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aFileIsWrittenOrReplaced() throws IOException {
        File target = new File(folder.getRoot(), "a.txt");
        AtomicFile.write(target, out -> out.write(bytes("one")));
        assertEquals("one", text(target));
        AtomicFile.write(target, out -> out.write(bytes("two")));
        assertEquals("two", text(target));
        assertFiles("a.txt");
    }

    @Test
    public void whileWritingTheOldFileStays() throws IOException {
        File target = folder.newFile("a.txt");
        Files.write(target.toPath(), bytes("old"));
        AtomicFile.write(target, out -> {
            out.write(new byte[1 << 20]);
            assertEquals("old", text(target));
            assertEquals(2, folder.getRoot().list().length);
        });
        assertEquals(1 << 20, target.length());
        assertFiles("a.txt");
    }

    @Test
    public void failureKeepsTheOldFileAndLeavesNothing() throws IOException {
        File target = folder.newFile("a.txt");
        Files.write(target.toPath(), bytes("old"));
        refused("a.txt: no more", target, out -> {
            out.write(new byte[1 << 20]);
            throw new IOException("no more");
        });
        assertThrows(IllegalStateException.class, () -> AtomicFile.write(target, out -> {
            out.write(1);
            throw new IllegalStateException();
        }));
        assertEquals("old", text(target));
        assertFiles("a.txt");
    }

    @Test
    public void aFullDiskIsReported() throws IOException {
        File full = new File("/dev/full");
        assumeTrue("skipped: no /dev/full here", full.exists());
        File target = folder.newFile("a.tif");
        Files.write(target.toPath(), bytes("old"));
        refused("No space left", target, out -> {
            try (FileOutputStream device = new FileOutputStream(full)) {
                device.write(1);
            }
        });
        assertEquals("old", text(target));
        assertFiles("a.tif");
    }

    @Test
    public void aPipeOrDeviceIsNotReplaced() throws Exception {
        assumeTrue("skipped: Unix only", File.separatorChar == '/');
        File pipe = new File(folder.getRoot(), "pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.getPath()).start().waitFor() == 0);
        refused("it is a device", pipe, out -> out.write(1));
        assertTrue(Files.readAttributes(pipe.toPath(), BasicFileAttributes.class).isOther());
    }

    @Test
    public void whatCannotBeWrittenIsNamedWithTheReason() throws IOException {
        File file = folder.newFile("file");
        refused("create the folder", new File(folder.getRoot(), "missing/a.tif"), out -> out.write(1));
        refused("is a file, not a folder", new File(file, "a.tif"), out -> out.write(1));
        refused("it is a folder", folder.newFolder("sub"), out -> out.write(1));
        assertEquals(0, file.length());
        assertFiles("file", "sub");
    }

    @Test
    public void aFolderWithoutPermissionIsRefused() throws IOException {
        File locked = folder.newFolder("locked");
        assumeTrue(locked.setWritable(false));
        try {
            assumeTrue("skipped: this user may write everywhere", !Files.isWritable(locked.toPath()));
            refused("no permission", new File(locked, "a.tif"), out -> out.write(1));
        } finally {
            assertTrue(locked.setWritable(true));
        }
    }

    @Test
    public void leftoversOfTheSameFileAreSwept() throws IOException {
        folder.newFile("a.tif.12ab34cd.pixelforest-tmp");
        folder.newFile("b.tif.12ab34cd.pixelforest-tmp");
        folder.newFile("a.tif.tmp");
        AtomicFile.write(new File(folder.getRoot(), "a.tif"), out -> out.write(1));
        assertFiles("a.tif", "a.tif.tmp", "b.tif.12ab34cd.pixelforest-tmp");
    }

    @Test
    public void aFileBeingWrittenIsNoLeftover() throws IOException {
        File target = new File(folder.getRoot(), "a.tif");
        AtomicFile.write(target, out -> {
            out.write(bytes("outer"));
            AtomicFile.write(target, inner -> inner.write(bytes("inner")));
            assertEquals("inner", text(target));
        });
        assertEquals("outer", text(target));
        assertFiles("a.tif");
    }

    @Test
    public void linksStayLinks() throws IOException {
        File real = new File(folder.newFolder("elsewhere"), "real.tif");
        Files.write(real.toPath(), bytes("old"));
        Path link = folder.getRoot().toPath().resolve("link.tif");
        Files.createSymbolicLink(link, real.toPath());
        AtomicFile.write(link.toFile(), out -> out.write(bytes("new")));
        assertEquals("new", text(real));
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(new String[] {"real.tif"}, real.getParentFile().list());
    }

    private void refused(String reason, File target, AtomicFile.Content content) {
        IOException e = assertThrows(IOException.class, () -> AtomicFile.write(target, content));
        assertTrue(e.getMessage(), e.getMessage().startsWith("cannot write " + target.getPath() + ": "));
        assertTrue(e.getMessage(), e.getMessage().contains(reason));
    }

    private void assertFiles(String... names) {
        String[] found = folder.getRoot().list();
        Arrays.sort(found);
        assertArrayEquals(names, found);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(File file) throws IOException {
        return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8);
    }
}
