package pixelforest.project;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import pixelforest.engine.UserFolder;

/**
 * The folder of recovery files. Beside each lies a lock, {@code <name>.lock}, which its writer holds while it lives: the
 * system frees it when the process ends, however it ends.
 */
final class RecoveryFolder {
    private static final String PROJECT = ".pforest", LOCK = ".lock";
    /** Names in use by this process. Its locks must not be tried: closing a file frees all locks that the process has on it. */
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;

    RecoveryFolder(File folder) {
        this.folder = folder.toPath().toAbsolutePath();
    }

    /** The user's. */
    static RecoveryFolder ofUser() {
        return new RecoveryFolder(UserFolder.cache().resolve("recovery").toFile());
    }

    /** A name that this process holds until it is closed. */
    final class Claim implements AutoCloseable {
        final File file;
        private final Path lockFile;
        private final FileChannel channel;

        private Claim(String name, FileChannel channel) {
            this.file = folder.resolve(name + PROJECT).toFile();
            this.lockFile = folder.resolve(name + LOCK);
            this.channel = channel;
        }

        /** Deletes the file and gives the name back. */
        void delete() {
            String prefix = name() + ".";
            File[] files = folder.toFile().listFiles((dir, entry) -> entry.startsWith(prefix) && !entry.endsWith(LOCK));
            for (File part : files == null ? new File[0] : files) {
                part.delete();
            }
            release(true);
        }

        /** Gives the name back and leaves the file. */
        @Override
        public void close() {
            release(false);
        }

        private void release(boolean forever) {
            try {
                if (forever && !isWindows()) {
                    Files.deleteIfExists(lockFile);
                }
                channel.close();
                if (forever) {
                    Files.deleteIfExists(lockFile); // Windows deletes no open file
                }
            } catch (IOException e) {
                // A lock that stays is free, and is deleted when recovery files are looked for.
            }
            OWN.remove(lockFile.toString());
        }

        private String name() {
            String name = file.getName();
            return name.substring(0, name.length() - PROJECT.length());
        }
    }

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }

    /** A new name. */
    Claim claim() throws IOException {
        Files.createDirectories(folder);
        String name = UUID.randomUUID().toString();
        Claim claim = claim(name, StandardOpenOption.CREATE_NEW);
        if (claim == null) {
            throw new IOException("no lock for " + folder.resolve(name + LOCK));
        }
        return claim;
    }

    /** The names that nobody holds any more. What has no file yet is deleted. */
    List<Claim> abandoned() {
        List<Claim> claims = new ArrayList<>();
        File[] locks = folder.toFile().listFiles((dir, name) -> name.endsWith(LOCK));
        for (File lock : locks == null ? new File[0] : locks) {
            Claim claim = claim(lock.getName().substring(0, lock.getName().length() - LOCK.length()));
            if (claim != null && !claim.file.isFile()) {
                claim.delete();
            } else if (claim != null) {
                claims.add(claim);
            }
        }
        return claims;
    }

    private Claim claim(String name) {
        try {
            return claim(name, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return null; // another process has just deleted it
        }
    }

    private Claim claim(String name, StandardOpenOption how) throws IOException {
        Path lockFile = folder.resolve(name + LOCK);
        if (!OWN.add(lockFile.toString())) {
            return null;
        }
        FileChannel channel = null;
        boolean claimed = false;
        try {
            channel = FileChannel.open(lockFile, how, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            claimed = lock != null;
            return claimed ? new Claim(name, channel) : null;
        } catch (OverlappingFileLockException e) {
            return null;
        } finally {
            if (!claimed) {
                OWN.remove(lockFile.toString());
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }
}
