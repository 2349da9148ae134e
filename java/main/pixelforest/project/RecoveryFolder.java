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
import java.util.concurrent.TimeUnit;
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
        Claim claim = claim(UUID.randomUUID().toString());
        if (claim == null) {
            throw new IOException("recovery files cannot be kept in " + folder + ", which has no locks");
        }
        return claim;
    }

    /** The files that nobody holds any more. */
    List<Claim> abandoned() {
        List<Claim> claims = new ArrayList<>();
        for (String name : names(PROJECT)) {
            Claim claim = claimOrNull(name);
            if (claim != null && !claim.file.isFile()) {
                claim.delete(); // given up meanwhile
            } else if (claim != null) {
                claims.add(claim);
            }
        }
        sweep();
        return claims;
    }

    /** Deletes what processes have left that ended before they wrote anything. */
    private void sweep() {
        long justMade = System.currentTimeMillis() - TimeUnit.MINUTES.toMillis(1);
        for (String name : names(LOCK)) {
            if (!folder.resolve(name + PROJECT).toFile().exists()
                    && folder.resolve(name + LOCK).toFile().lastModified() < justMade) {
                Claim claim = claimOrNull(name);
                if (claim != null) {
                    claim.delete();
                }
            }
        }
    }

    private List<String> names(String suffix) {
        List<String> names = new ArrayList<>();
        String[] files = folder.toFile().list((dir, name) -> name.endsWith(suffix));
        for (String file : files == null ? new String[0] : files) {
            names.add(file.substring(0, file.length() - suffix.length()));
        }
        return names;
    }

    private Claim claimOrNull(String name) {
        try {
            return claim(name);
        } catch (IOException e) {
            return null; // no right to it, or a drive without locks
        }
    }

    /** A name, or null where another holds it. */
    private Claim claim(String name) throws IOException {
        Path lockFile = folder.resolve(name + LOCK);
        if (!OWN.add(lockFile.toString())) {
            return null;
        }
        FileChannel channel = null;
        boolean claimed = false;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
