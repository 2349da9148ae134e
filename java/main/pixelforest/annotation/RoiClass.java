package pixelforest.annotation;

import ij.gui.Roi;
import java.util.Locale;

/**
 * The class of a ROI: its group is the class's number, counted from 1. A ROI of no group (0) is matched by its name,
 * which is a class's name in any case, alone or before a dash ("nucleus-1").
 */
final class RoiClass {
    private final String[] names;

    RoiClass(String[] classNames) {
        names = classNames;
    }

    /** The class of a ROI, from 0; {@code label} says which ROI it is in errors. */
    int of(Roi roi, String label) {
        int group = roi.getGroup();
        if (group > names.length) {
            throw new IllegalArgumentException(label + " has group " + group + ", but the classes are " + list()
                    + ": set its group in Edit > Selection > Properties, or name more classes");
        }
        int found = find(roi);
        if (found < 0) {
            throw new IllegalArgumentException(label + " has no group and is not named after a class (" + list()
                    + "): set its group in Edit > Selection > Properties, or its name");
        }
        return found;
    }

    /** The class of a ROI, from 0; -1 where it has none of these classes. */
    int find(Roi roi) {
        int group = roi.getGroup();
        return group > names.length ? -1 : group > 0 ? group - 1 : byName(roi.getName());
    }

    /** The longest class name that matches, since one class's name may begin another's; -1 where none does. */
    private int byName(String roiName) {
        int best = -1;
        String name = roiName == null ? "" : roiName.trim().toLowerCase(Locale.ROOT);
        for (int i = 0; i < names.length; i++) {
            String candidate = names[i].toLowerCase(Locale.ROOT);
            boolean matches = name.equals(candidate) || name.startsWith(candidate + "-");
            if (matches && (best < 0 || candidate.length() > names[best].length())) {
                best = i;
            }
        }
        return best;
    }

    private String list() {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            list.append(i == 0 ? "" : ", ").append(i + 1).append(' ').append(names[i]);
        }
        return list.toString();
    }
}
