package pixelforest.engine;

import java.util.Locale;

/** Names of this machine's platform. */
final class Platform {
    private static final String OS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private Platform() {}

    static boolean isWindows() {
        return OS.startsWith("windows");
    }

    static boolean isMac() {
        return OS.contains("mac");
    }

    /** The folder below natives/ in the jar, as native-lib-loader names it: linux_64, osx_arm64, windows_64. */
    static String inJar() {
        return (isWindows() ? "windows" : isMac() ? "osx" : "linux") + (ARM ? "_arm64" : "_64");
    }

    /** The folder below Fiji's lib/: linux64, macos-arm64, win64. */
    static String inFiji() {
        return (isWindows() ? "win" : isMac() ? "macos" : "linux") + (ARM ? "-arm64" : "64");
    }
}
