package pixelforest.engine;

import java.util.Map;

/** Forms in which values cross to the library or appear in its messages. */
final class Settings {
    private Settings() {}

    /** Key, value, key, value. */
    static String[] pairs(Map<String, String> settings) {
        String[] pairs = new String[2 * settings.size()];
        int i = 0;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            pairs[i++] = setting.getKey();
            pairs[i++] = setting.getValue();
        }
        return pairs;
    }

    /** A shape as a user reads it. */
    static String size(int[] shape) {
        return shape[4] + " x " + shape[3] + " pixels, " + shape[2] + " slices, " + shape[0] + " frames, "
                + shape[1] + " channels";
    }
}
