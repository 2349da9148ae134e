package loci.plugins.prefs;

import java.util.HashMap;
import java.util.Map;

/** As in Bio-Formats: options and the preferences that they are kept in. */
public class OptionsList {
    /** What Bio-Formats' dialog starts with. */
    public static final Map<String, Object> PREFERENCES = new HashMap<>();

    protected final Map<String, Object> values = new HashMap<>();

    public void loadOptions() {
        values.putAll(PREFERENCES);
    }

    public void saveOptions() {
        PREFERENCES.clear();
        PREFERENCES.putAll(values);
    }
}
