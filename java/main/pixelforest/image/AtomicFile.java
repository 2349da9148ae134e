package pixelforest.image;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file whole or not at all: into a temporary file beside it, {@code <name>.<random>.pixelforest-tmp}, that
 * takes the file's name once it is on the disk. Until then a file of that name stays as it was.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".pixelforest-tmp";

    private AtomicFile() {}

    /** Writes the file's content. */
    public interface Content {
        /** Writes all of it; the stream is buffered and is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, or replaces it. Leftovers of writing the same file that was cut short are deleted.
     *
     * @throws IOException names the file and the reason; no temporary file stays behind
     */
    public static void write(File file, Content content) throws IOException {
        Path target = destination(file);
        sweep(target);
        Path temporary = target.resolveSibling(
                target.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8) + SUFFIX);
        try {
            writeThrough(temporary, content);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + reason(e), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void writeThrough(Path temporary, Content content) throws IOException {
        try (FileOutputStream stream = new FileOutputStream(temporary.toFile())) {
            lockOrNull(stream.getChannel()); // until it is closed: tells a file that is being written from a leftover
            OutputStream out = new BufferedOutputStream(stream, 1 << 16);
            content.writeTo(out);
            out.flush();
            stream.getFD().sync();
        }
    }

    /** Null where the file is in use, or on a drive without locks. */
    private static FileLock lockOrNull(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException | OverlappingFileLockException e) {
            return null;
        }
    }

    /** Where to write: a link's own target, so that links stay links. Refuses what cannot become a file. */
    private static Path destination(File file) throws IOException {
        Path path = file.toPath().toAbsolutePath();
        Path target = Files.isSymbolicLink(path) && Files.exists(path) ? path.toRealPath() : path;
        Path folder = target.getParent();
        if (Files.isDirectory(target)) {
            throw new IOException("cannot write " + file + ": it is a folder; add a file name");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException("cannot write " + file + ": it is a device, not a file");
        }
        if (!Files.exists(folder)) {
            throw new IOException("cannot write " + file + ": create the folder " + folder + " first");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException("cannot write " + file + ": " + folder + " is a file, not a folder");
        }
        if (!Files.isWritable(folder)) {
            throw new IOException("cannot write " + file + ": no permission to write into the folder " + folder);
        }
        return target;
    }

    private static void sweep(Path target) throws IOException {
        String prefix = target.getFileName() + ".";
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(target.getParent(), path -> {
            String name = path.getFileName().toString();
            return name.startsWith(prefix) && name.endsWith(SUFFIX);
        })) {
            for (Path leftover : leftovers) {
                deleteUnlessInUse(leftover);
            }
        }
    }

    private static void deleteUnlessInUse(Path leftover) {
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE);
                FileLock lock = lockOrNull(channel)) {
            if (lock != null) {
                Files.delete(leftover);
            }
        } catch (IOException e) {
            // Sweeping is a courtesy: what cannot be deleted must not stop the writing.
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }
}
