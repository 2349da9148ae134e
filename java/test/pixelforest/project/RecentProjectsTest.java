package pixelforest.project;

import static org.junit.Assert.assertEquals;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RecentProjectsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theLastTenAreListedTheLatestFirst() throws IOException {
        List<File> files = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            File file = folder.newFile(i + ".pforest");
            RecentProjects.add(file);
            files.add(0, file);
        }
        assertEquals(files.subList(0, 10), RecentProjects.list());
        RecentProjects.add(files.get(4));
        files.add(0, files.remove(4));
        assertEquals(files.subList(0, 10), RecentProjects.list());
        assertEquals(true, files.get(1).delete());
        files.remove(1);
        assertEquals(files.subList(0, 9), RecentProjects.list());
        files.subList(0, 9).forEach(file -> file.delete());
        assertEquals(Collections.emptyList(), RecentProjects.list());
    }
}
