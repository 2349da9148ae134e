package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

public class PageTest {
    @Test
    public void theDocumentIsUpToDate() throws Exception {
        String document = new String(Files.readAllBytes(Paths.get("docs/commands.md")), "UTF-8");
        assertEquals("docs/commands.md is stale. Write it again:\n"
                + "  gradle install && bin/pixel-forest --help-markdown > docs/commands.md\n", Page.markdown(), document);
    }

    @Test
    public void everyOptionHasARow() {
        String page = Page.markdown();
        for (Command command : Commands.all()) {
            assertTrue(command.name, page.contains("\n## " + command.name + "\n"));
            for (Option option : command.options) {
                assertTrue(option.key, page.contains("\n| `" + option.key + "` | "));
            }
        }
        assertTrue(page, page.contains("separated by \\|"));
    }

    /** ImageJ's dialogs show it with Swing's HTML, which knows few entities and closes no tags. */
    @Test
    public void theHtmlIsWellFormed() {
        for (Command command : Commands.all()) {
            String page = Page.html(command);
            assertTrue(page.startsWith("<html>")); // else ImageJ takes it for an address
            java.util.ArrayDeque<String> open = new java.util.ArrayDeque<>();
            Matcher tag = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>").matcher(page);
            while (tag.find()) {
                if (tag.group(1).isEmpty()) {
                    open.push(tag.group(2));
                } else {
                    assertEquals(command.name, open.pop(), tag.group(2));
                }
            }
            assertEquals("[]", open.toString());
        }
    }
}
