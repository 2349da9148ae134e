package pixelforest.engine;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/** Finds and loads the native library, once. */
public final class Library {
    /** System property that names the library's file; nothing else is tried then. */
    public static final String PROPERTY = "pixelforest.library";

    static final String NAME = "pixel_forest";

    private static boolean loaded;
    private static String location = "";

    private Library() {}

    /**
     * Loads the library unless it is loaded.
     *
     * @throws IllegalStateException when no copy can be loaded; the text names each attempt, its failure and the mend
     */
    public static synchronized void load() {
        if (loaded) {
            return;
        }
        Attempts attempts = new Attempts();
        String chosen = System.getProperty(PROPERTY);
        loaded = chosen != null
                ? attempts.tryFile("-D" + PROPERTY, new File(chosen))
                : fromFiji(attempts) || attempts.tryName(NAME) || attempts.tryBundled(new BundledLibrary());
        if (!loaded) {
            throw new IllegalStateException(attempts.report());
        }
        location = attempts.success;
        checkVersion();
    }

    /** Where the loaded library was found. */
    public static synchronized String location() {
        load();
        return location;
    }

    /** Version of the loaded library. */
    public static String version() {
        load();
        return Native.version();
    }

    /** SIMD level that the loaded library uses. */
    public static String simdLevel() {
        load();
        return Native.simdLevel();
    }

    private static boolean fromFiji(Attempts attempts) {
        String file = "lib/" + Platform.inFiji() + "/" + System.mapLibraryName(NAME);
        for (File folder : fijiFolders()) {
            File library = new File(folder, file);
            if (library.exists() && attempts.tryFile("Fiji's lib folder", library)) {
                return true;
            }
        }
        return false;
    }

    /** Where Fiji may be: where its launcher says, and around the jar (which lies in plugins/ or jars/). */
    private static List<File> fijiFolders() {
        List<File> folders = new ArrayList<>();
        for (String property : new String[] {"imagej.dir", "ij.dir"}) {
            String folder = System.getProperty(property);
            if (folder != null) {
                folders.add(new File(folder));
            }
        }
        try {
            CodeSource source = Library.class.getProtectionDomain().getCodeSource();
            File jar = source == null ? null : new File(source.getLocation().toURI());
            if (jar != null && jar.isFile() && jar.getParentFile().getParentFile() != null) {
                folders.add(jar.getParentFile().getParentFile());
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // The jar is not a file on a disk: nothing lies around it.
        }
        return folders;
    }

    /** A library of another version would fail later and less clearly. */
    private static void checkVersion() {
        String expected = Library.class.getPackage().getImplementationVersion();
        String found;
        try {
            found = Native.version();
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException("The native library that was loaded is not Pixel Forest's: "
                    + e.getMessage() + ". " + Attempts.MEND);
        }
        if (expected != null && !expected.equals(found)) {
            throw new IllegalStateException("The native library is version " + found + ", the jar is version "
                    + expected + ". Remove the older one of them and start again.");
        }
    }

    /** What was tried to load the library, and how it failed. */
    static final class Attempts {
        static final String MEND =
                "Install the jar for this system again, or name the library with -D" + PROPERTY + "=/its/path.";

        private final List<String> failures = new ArrayList<>();
        /** How and where the library was found at last. */
        private String success = "";

        boolean tryFile(String how, File file) {
            if (!file.isFile()) {
                return failed(how, file.getPath(), "there is no such file");
            }
            try {
                System.load(file.getAbsolutePath());
                success = file.getAbsolutePath() + " (" + how + ")";
                return true;
            } catch (UnsatisfiedLinkError e) {
                return failed(how, file.getPath(), e.getMessage());
            }
        }

        boolean tryName(String name) {
            try {
                System.loadLibrary(name);
                success = System.mapLibraryName(name) + " (the system's library path)";
                return true;
            } catch (UnsatisfiedLinkError e) {
                return failed("the system's library path", System.mapLibraryName(name), e.getMessage());
            }
        }

        /** Tries the copy in the jar, from the cache and, where that fails, from places of its own. */
        boolean tryBundled(BundledLibrary bundled) {
            if (!bundled.exists()) {
                return failed("the jar", bundled.resource(), "the jar holds no library for this system");
            }
            for (BundledLibrary.Place place : bundled.places()) {
                try {
                    if (tryFile("the jar, extracted", place.extract())) {
                        return true;
                    }
                } catch (IOException e) {
                    failed("the jar, to be extracted to", place.toString(), e.toString());
                }
            }
            return false;
        }

        private boolean failed(String how, String where, String why) {
            failures.add(how + " (" + where + "): " + why);
            return false;
        }

        String report() {
            StringBuilder text = new StringBuilder("Pixel Forest's native library could not be loaded on "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ". Tried:");
            for (String failure : failures) {
                text.append("\n  ").append(failure);
            }
            return text.append('\n').append(MEND).toString();
        }
    }
}
