package pixelforest.engine;

import static org.junit.Assert.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.Test;

public class LinesTest {
    private static final String CHARACTERS = "ab Z0=:#!\\\t\n\r\f'\"[]\u00e9\u2192\u00a0";

    @Test
    public void randomPairsReadBackAsPropertiesAndInOrder() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                pairs.put("k" + text(random), text(random));
            }
            String lines = Lines.format(pairs);

            Properties properties = new Properties();
            properties.load(new ByteArrayInputStream(lines.getBytes(StandardCharsets.US_ASCII)));
            assertEquals(pairs, properties);
            assertEquals(new ArrayList<>(pairs.entrySet()), new ArrayList<>(Lines.parse(lines).entrySet()));
        }
    }

    @Test
    public void aValueIsReadableAsItIsWherePossible() {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("path", "/a b/c=d.tif");
        pairs.put("drive", "C:\\x");
        assertEquals("path=/a b/c=d.tif\ndrive=C:\\\\x\n", Lines.format(pairs));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }
}
