package pixelforest.engine;

import java.nio.file.Path;
import java.nio.file.Paths;

/** The user's own folder of Pixel Forest, as each system has it. */
public final class UserFolder {
    private UserFolder() {}

    /** For files that nobody would miss for long: extracted libraries, the recovery of unsaved work. It may not exist yet. */
    public static Path cache() {
        String home = System.getProperty("user.home");
        String given = System.getenv(Platform.isWindows() ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        Path base = given != null && !given.isEmpty() ? Paths.get(given)
                : Platform.isMac() ? Paths.get(home, "Library", "Caches") : Paths.get(home, ".cache");
        return base.resolve("pixel-forest");
    }
}
