package pixelforest.command;

import ij.IJ;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of ImageJ that Pixel Forest works with. */
final class ImagejVersion {
    /** The oldest; the tests run with it too. */
    static final String OLDEST = "1.53t";

    /** As in 1.54p, or with Fiji's own version before it, as in 2.16.0/1.54p. */
    private static final Pattern VERSION = Pattern.compile("(?:.*/)?([0-9]+)\\.([0-9]+)([a-z]?).*");

    private ImagejVersion() {}

    /** Refuses an ImageJ that is too old, before it fails in less clear ways. */
    static void check() {
        String version = IJ.getVersion();
        if (isOlder(version, OLDEST)) {
            throw new IllegalStateException("this is ImageJ " + version + ", and Pixel Forest needs " + OLDEST
                    + " or newer: update it with Help > Update ImageJ...");
        }
    }

    /** Whether a version came before another; one that cannot be read did not. */
    static boolean isOlder(String version, String other) {
        Matcher a = VERSION.matcher(version);
        Matcher b = VERSION.matcher(other);
        if (!a.matches() || !b.matches()) {
            return false;
        }
        int major = Integer.compare(Integer.parseInt(a.group(1)), Integer.parseInt(b.group(1)));
        int minor = Integer.compare(Integer.parseInt(a.group(2)), Integer.parseInt(b.group(2)));
        int letter = a.group(3).compareTo(b.group(3));
        return (major != 0 ? major : minor != 0 ? minor : letter) < 0;
    }
}
