package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DialogTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void dialogsOnAVirtualScreen() throws Exception {
        runOnAVirtualScreen(DialogsOnScreen.class, temporary.newFolder("a b"));
    }

    @Test
    public void objectsOnAVirtualScreen() throws Exception {
        runOnAVirtualScreen(ObjectsOnScreen.class, temporary.newFolder("c d"));
    }

    private void runOnAVirtualScreen(Class<?> program, File folder) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("timeout", "120", "xvfb-run", "-a", "-s", "-screen 0 1920x1200x24",
                new File(System.getProperty("java.home"), "bin/java").getPath(), "-Duser.home=" + temporary.getRoot(),
                "-cp", System.getProperty("java.class.path"), program.getName(), folder.getPath());
        builder.redirectErrorStream(true);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            System.out.println("skipped: there is no xvfb-run");
            return;
        }
        String said;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), "UTF-8"))) {
            said = reader.lines().collect(Collectors.joining("\n"));
        }
        assertEquals(said, 0, process.waitFor());
        assertTrue(said, said.endsWith("finished"));
    }

    @Test
    public void longMessagesBreakBetweenWords() {
        String word = "abcdefghi ";
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            line.append(word);
        }
        String wrapped = MenuEntry.wrapped(line.toString().trim());
        assertEquals(line.toString().trim(), wrapped.replace('\n', ' '));
        assertEquals(4, wrapped.split("\n").length);
        for (String part : wrapped.split("\n")) {
            assertTrue(part, part.length() <= 90);
        }
        assertEquals("short\nlines stay", MenuEntry.wrapped("short\nlines stay"));
    }
}
