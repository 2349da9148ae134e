package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class CommandsTest {
    /**
     * ImageJ's dialogs and recorder look keys up as parts of the whole text. Of seed_sigma and sigma, whose names are the
     * field's, only the text of one's key with a space before it counts, and options are read by our own parser.
     */
    @Test
    public void noKeyBeginsOrEndsAnother() {
        for (Command command : Commands.all()) {
            for (Option a : command.options) {
                for (Option b : command.options) {
                    boolean clash = a != b && (b.key.startsWith(a.key) || b.key.endsWith(a.key))
                            && !b.key.equals("seed_sigma");
                    assertFalse(command.name + ": " + a.key + ", " + b.key, clash);
                }
            }
        }
    }

    @Test
    public void aLabelsFirstWordIsItsKey() {
        for (Command command : Commands.all()) {
            for (Option option : command.options) {
                assertEquals(option.key, ij.Macro.trimKey(Dialog.label(option)));
            }
        }
    }

    @Test
    public void defaultsAreValid() {
        for (Command command : Commands.all()) {
            for (Option option : command.options) {
                assertFalse(option.key, option.help.isEmpty());
                if (!option.required) {
                    option.check(option.fallback);
                }
            }
        }
    }

    @Test
    public void theMenuNamesEveryCommand() throws Exception {
        List<String> menu = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(CommandsTest.class.getResourceAsStream("/plugins.config"), "US-ASCII"))) {
            reader.lines().filter(line -> line.startsWith("Plugins>")).forEach(menu::add);
        }
        List<String> expected = new ArrayList<>();
        expected.add("Plugins>Segmentation>Pixel Forest, \"Pixel Forest\", pixelforest.window.OpenWindow");
        for (Command command : Commands.all()) {
            expected.add("Plugins>Segmentation>Pixel Forest, \"" + Command.title(command.name) + "...\", "
                    + MenuEntry.class.getName() + "(\"" + command.name + "\")");
        }
        assertEquals(expected, menu);
        assertTrue(menu.size() >= 6);
    }
}
