package pixelforest.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Options with values of all kinds of characters that a line can hold. */
final class RandomOptions {
    /** What may go wrong: brackets, quotes, escapes, white space, controls, Latin 1, beyond, and two chars for one letter. */
    private static final String[] PIECES = ("a Z 0 7 = [ ] [x] \\ \\n \\u0041 \\101 / ' \" | , ; : . & && % $ { } ( ) # + - * ` ~ "
            + "\u00e9 \u00b5 \u2192 \u4e2d \ud835\udefc \u00a0 \u2028 \u0085 \u007f \u0001").split(" ");
    private static final String[] SPACES = {" ", "  ", "\t", "\n", "\r", "\r\n"};

    private RandomOptions() {}

    static Map<String, String> next(Random random) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            options.put("key_" + i, random.nextInt(8) == 0 ? null : value(random));
        }
        return options;
    }

    /** A value that a line can hold. */
    static String value(Random random) {
        while (true) {
            String value = anyValue(random);
            if (Grammar.isWritable(value)) {
                return value;
            }
        }
    }

    /** Any value, also one that is to be refused. */
    static String anyValue(Random random) {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            String[] from = random.nextInt(4) == 0 ? SPACES : PIECES;
            value.append(from[random.nextInt(from.length)]);
        }
        return value.toString();
    }
}
