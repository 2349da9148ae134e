package pixelforest.engine;

import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Lines "key=value", escaped as java.util.Properties, which ImageJ's List.setList reads; their order is kept. */
public final class Lines {
    private Lines() {}

    /** Reads the lines. */
    public static Map<String, String> parse(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Properties reader = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                return pairs.put((String) key, (String) value);
            }
        };
        try {
            reader.load(new StringReader(text));
        } catch (IOException e) {
            throw new AssertionError("a string is always readable", e);
        }
        return pairs;
    }

    /** Writes one line per pair, in ASCII. */
    public static String format(Map<String, String> pairs) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            escape(pair.getKey(), true, text);
            text.append('=');
            escape(pair.getValue(), false, text);
            text.append('\n');
        }
        return text.toString();
    }

    private static void escape(String s, boolean key, StringBuilder to) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            int control = "\t\n\r\f".indexOf(c);
            if (control >= 0) {
                to.append('\\').append("tnrf".charAt(control));
            } else if (c < ' ' || c > '~') {
                to.append(String.format("\\u%04X", (int) c));
            } else {
                boolean separator = key ? " :=#!".indexOf(c) >= 0 : c == ' ' && i == 0;
                to.append(separator || c == '\\' ? "\\" : "").append(c);
            }
        }
    }
}
