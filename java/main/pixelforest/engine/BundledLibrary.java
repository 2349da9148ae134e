package pixelforest.engine;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The copy of the native library in the jar, and the files it may be extracted to. */
final class BundledLibrary {
    /** A place to extract to. */
    interface Place {
        /** Writes the library there, unless it is there, and returns its file. */
        File extract() throws IOException;
    }

    private static final String COPY = "copy-";

    private final String fileName = System.mapLibraryName(Library.NAME);
    private final String resource;
    private final Path cache;
    private byte[] content;

    BundledLibrary() {
        this("/natives/" + Platform.inJar() + "/" + System.mapLibraryName(Library.NAME), UserFolder.cache());
    }

    BundledLibrary(String resource, Path cache) {
        this.resource = resource;
        this.cache = cache;
    }

    String resource() {
        return resource;
    }

    boolean exists() {
        return url() != null;
    }

    /**
     * In order: the cache, where the name is the content's hash, so that versions do not meet; a copy of its own beside
     * it, because a second class loader may not load the same file; a private temporary folder, because the cache may
     * be read-only or forbid execution.
     */
    List<Place> places() {
        return Arrays.asList(
                place(cache.toString(), () -> cached().toFile()),
                place(cache + ", a copy", () -> own(copyFolder())),
                place("a temporary folder", () -> own(Files.createTempDirectory("pixel-forest-"))));
    }

    private static Place place(String name, Place action) {
        return new Place() {
            @Override
            public File extract() throws IOException {
                return action.extract();
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    private Path cached() throws IOException {
        byte[] library = content();
        Path folder = Files.createDirectories(cache.resolve(sha256(library)));
        Path file = folder.resolve(fileName);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), library)) {
            return file;
        }
        Path part = Files.createTempFile(folder, fileName, ".part");
        try {
            Files.write(part, library);
            return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            return file;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path copyFolder() throws IOException {
        Files.createDirectories(cache);
        sweepCopies();
        return Files.createTempDirectory(cache, COPY);
    }

    /** Deletes copies that Windows did not let their process delete. */
    private void sweepCopies() {
        long yesterday = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1);
        File[] old = cache.toFile().listFiles(f -> f.getName().startsWith(COPY) && f.lastModified() < yesterday);
        for (File folder : old == null ? new File[0] : old) {
            // A copy in use stays: Windows keeps it, and its folder is not empty then.
            new File(folder, fileName).delete();
            folder.delete();
        }
    }

    /** A copy that only this process uses and removes at its end, where the system lets it. */
    private File own(Path folder) throws IOException {
        File file = Files.write(folder.resolve(fileName), content()).toFile();
        folder.toFile().deleteOnExit();
        file.deleteOnExit();
        return file;
    }

    private URL url() {
        return BundledLibrary.class.getResource(resource);
    }

    private byte[] content() throws IOException {
        if (content == null) {
            try (InputStream in = url().openStream()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    bytes.write(buffer, 0, n);
                }
                content = bytes.toByteArray();
            }
        }
        return content;
    }

    static String sha256(byte[] bytes) {
        try {
            StringBuilder hex = new StringBuilder();
            for (byte b : MessageDigest.getInstance("SHA-256").digest(bytes)) {
                hex.append(String.format("%02x", b));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
