package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.VirtualScreen;

public class DialogTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void dialogsOnAVirtualScreen() throws Exception {
        VirtualScreen.run(DialogsOnScreen.class, temporary.newFolder("a b"), temporary.getRoot(), "1920x1200", false);
    }

    @Test
    public void objectsOnAVirtualScreen() throws Exception {
        VirtualScreen.run(ObjectsOnScreen.class, temporary.newFolder("c d"), temporary.getRoot(), "1920x1200", false);
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
