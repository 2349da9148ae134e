package pixelforest.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The text of options: {@code key=value key=[value with spaces] flag}. Brackets nest; a value in brackets is everything
 * between the outer pair. A bare flag means flag=true. Keys are lower-case letters, digits and underscores.
 */
final class Grammar {
    private final String text;
    private final Map<String, String> options = new LinkedHashMap<>();
    private int at;

    private Grammar(String text) {
        this.text = text;
    }

    /** Reads a line of options, in their order. */
    static Map<String, String> parse(String text) {
        Grammar grammar = new Grammar(text);
        grammar.skipSpaces();
        while (grammar.at < text.length()) {
            grammar.readOption();
            grammar.skipSpaces();
        }
        return grammar.options;
    }

    /** Reads a shell's arguments: each is one option, its value verbatim. */
    static Map<String, String> parse(String[] arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals);
            if (!isKey(key)) {
                throw new OptionException("'" + argument + "' is not an option: write key=value or flag");
            }
            String value = equals < 0 ? null : argument.substring(equals + 1);
            if (value != null) {
                checkWritable(key, value);
            }
            put(options, key, value, "");
        }
        return options;
    }

    /** Writes options so that parse reads them back; a null value is a bare flag. */
    static String format(Map<String, String> options) {
        StringBuilder line = new StringBuilder();
        for (Map.Entry<String, String> option : options.entrySet()) {
            String value = option.getValue();
            line.append(line.length() == 0 ? "" : " ").append(option.getKey());
            if (value != null) {
                line.append('=').append(needsBrackets(value) ? "[" + value + "]" : value);
            }
        }
        return line.toString();
    }

    /** Refuses a value that no line can hold, so that every run can be recorded. */
    static void checkWritable(String key, String value) {
        if (!isWritable(value)) {
            throw new OptionException(
                    key + "=" + value + ": brackets must come in pairs; close them, or rename the file");
        }
    }

    /** Whether the value can stand in a line: brackets hold spaces, and must pair when they do. */
    static boolean isWritable(String value) {
        if (!needsBrackets(value)) {
            return true;
        }
        int depth = 0;
        for (char c : value.toCharArray()) {
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    private static boolean needsBrackets(String value) {
        return value.isEmpty() || value.charAt(0) == '[' || value.chars().anyMatch(Character::isWhitespace);
    }

    private static boolean isKey(String key) {
        return key.matches("[a-z][a-z0-9_]*");
    }

    private void skipSpaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private void readOption() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String key = text.substring(start, at);
        if (!isKey(key)) {
            throw malformed(start, key.isEmpty()
                    ? "a key is missing before '=': write key=value without spaces around '='"
                    : isKey(key.toLowerCase(Locale.ROOT))
                            ? "'" + key + "' is not a key: keys are lower-case, " + key.toLowerCase(Locale.ROOT)
                            : "'" + key + "' is not a key: write key=value, and key=[value] where the value has spaces");
        }
        String value = null;
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            value = at < text.length() && text.charAt(at) == '[' ? readBrackets(key) : readWord(key);
        }
        put(options, key, value, position(start));
    }

    private String readWord(String key) {
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw malformed(start, key + "= has no value: write " + key + "=value, or " + key + "=[] for an empty one");
        }
        return text.substring(start, at);
    }

    private String readBrackets(String key) {
        int open = at;
        int depth = 0;
        do {
            if (at == text.length()) {
                throw malformed(open, "the bracket after " + key + "= is not closed");
            }
            char c = text.charAt(at++);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        } while (depth > 0);
        if (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            throw malformed(at, "the value of " + key + " goes on after its bracket: put all of it in brackets, " + key
                    + "=[" + text.substring(open + 1, at - 1) + restOfWord() + "]");
        }
        return text.substring(open + 1, at - 1);
    }

    private String restOfWord() {
        int end = at;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end);
    }

    private static void put(Map<String, String> options, String key, String value, String where) {
        if (options.containsKey(key)) {
            throw new OptionException("option " + key + " is given twice" + where);
        }
        options.put(key, value);
    }

    private OptionException malformed(int where, String what) {
        return new OptionException(what + position(where));
    }

    private String position(int where) {
        return " (character " + (where + 1) + " of: " + text.trim() + ")";
    }
}
