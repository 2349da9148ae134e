package pixelforest.project;

import ij.Prefs;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The projects that were last saved or opened, in ImageJ's preferences. */
public final class RecentProjects {
    private static final int MOST = 10;
    private static final String KEY = "pixelforest.recent.";

    private RecentProjects() {}

    /** Their files, the latest first; those that are gone are left out. */
    public static List<File> list() {
        List<File> files = stored();
        files.removeIf(file -> !file.isFile());
        return Collections.unmodifiableList(files);
    }

    /** Puts a project first. */
    public static synchronized void add(File project) {
        File absolute = project.getAbsoluteFile();
        List<File> files = stored();
        files.remove(absolute);
        files.add(0, absolute);
        for (int i = 0; i < MOST; i++) {
            Prefs.set(KEY + i, i < files.size() ? files.get(i).getPath() : null);
        }
    }

    private static List<File> stored() {
        List<File> files = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            String path = Prefs.get(KEY + i, "");
            if (!path.isEmpty()) {
                files.add(new File(path));
            }
        }
        return files;
    }
}
