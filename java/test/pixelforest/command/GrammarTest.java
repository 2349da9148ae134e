package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

public class GrammarTest {
    @Test
    public void mistakesShowTheirMend() {
        OptionException e = assertThrows(OptionException.class, () -> Grammar.parse("image=[a b]|lab x=1"));
        assertTrue(e.getMessage(), e.getMessage().contains("put all of it in brackets, image=[a b|lab]"));
        e = assertThrows(OptionException.class, () -> Grammar.parse("Region=all"));
        assertTrue(e.getMessage(), e.getMessage().contains("keys are lower-case, region"));
    }

    @Test
    public void readsValuesBracketsAndFlags() {
        String text = "  image=a.tif model=[b c.pforest] balance features=[gaussian:1;dog:2] ";
        Map<String, String> options = Grammar.parse(text);
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("image", "a.tif");
        expected.put("model", "b c.pforest");
        expected.put("balance", null);
        expected.put("features", "gaussian:1;dog:2");
        assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(options.entrySet()));
    }

    @Test
    public void bracketsNestAndAreOrdinaryInsideAWord() {
        assertEquals("a [b] c", Grammar.parse("image=[a [b] c]").get("image"));
        assertEquals("a]b[", Grammar.parse("image=a]b[").get("image"));
        assertEquals("", Grammar.parse("folder=[]").get("folder"));
        assertEquals("x=y z", Grammar.parse("image=[x=y z] k=1").get("image"));
        assertEquals("C:\\my dir\\", Grammar.parse("folder=[C:\\my dir\\]").get("folder"));
    }

    @Test
    public void randomOptionsReadBack() {
        Random random = new Random(3);
        int nested = 0;
        for (int round = 0; round < 5000; round++) {
            Map<String, String> options = RandomOptions.next(random);
            assertEquals(options, Grammar.parse(Grammar.format(options)));
            nested += options.values().stream().anyMatch(v -> v != null && v.contains("[x]")) ? 1 : 0;
        }
        assertTrue("nested brackets were among them", nested > 100);
    }

    @Test
    public void aValueThatCannotBeWrittenIsRefusedOrReadsBackTheSame() {
        Random random = new Random(4);
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            String value = RandomOptions.anyValue(random);
            try {
                assertEquals(value, Grammar.parse(new String[] {"k=" + value}).get("k"));
                assertEquals(value, Grammar.parse(Grammar.format(Collections.singletonMap("k", value))).get("k"));
            } catch (OptionException e) {
                assertTrue(e.getMessage(), e.getMessage().contains("rename the file"));
                refused++;
            }
        }
        assertTrue("some were refused: " + refused, refused > 100 && refused < 2500);
    }

    @Test
    public void malformedTextIsRefusedWithItsPlace() {
        refused("image = a.tif", "a key is missing before '=': write key=value without spaces around '=' (character 7");
        refused("image=a.tif model= ", "model= has no value");
        refused("image=[a b", "the bracket after image= is not closed (character 7");
        refused("image=[a b]c", "the value of image goes on after its bracket: put all of it in brackets, image=[a bc] (char");
        refused("image=a image=b", "option image is given twice (character 9");
        refused("image=my file.tif", "'file.tif' is not a key");
        refused("Image=a", "'Image' is not a key");
    }

    @Test
    public void aShellArgumentIsOneOptionVerbatim() {
        String[] arguments = {"image=my file.tif", "balance", "model=[x]", "folder="};
        Map<String, String> options = Grammar.parse(arguments);
        assertEquals("my file.tif", options.get("image"));
        assertEquals(null, options.get("balance"));
        assertTrue(options.containsKey("balance"));
        assertEquals("[x]", options.get("model"));
        assertEquals("", options.get("folder"));
        assertThrows(OptionException.class, () -> Grammar.parse(new String[] {"my file.tif"}));
    }

    private static void refused(String text, String message) {
        OptionException e = assertThrows(OptionException.class, () -> Grammar.parse(text));
        assertTrue(e.getMessage(), e.getMessage().startsWith(message));
    }
}
