package pixelforest.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Runs commands, the same way for every door, and remembers the last result. */
final class Runner {
    private static volatile String last = "";

    private Runner() {}

    /** The result of the last command, for macros that started it by run(). */
    static String last() {
        return last;
    }

    /**
     * Runs the command of a name.
     *
     * @param values reads the options
     * @param returnsErrors whether on_error=return is among them
     */
    static Outcome run(String name, Supplier<Map<String, String>> values, boolean returnsErrors, Context context) {
        Outcome outcome;
        try {
            Command command = Commands.get(name);
            long start = System.nanoTime();
            Options options = new Options(command.options, values.get());
            Map<String, String> result = new LinkedHashMap<>(command.run(options, context));
            result.put("seconds", String.format(Locale.ROOT, "%.2f", (System.nanoTime() - start) / 1e9));
            outcome = Outcome.done(name, result);
        } catch (Throwable e) {
            outcome = Failure.outcome(name, e, returnsErrors);
        }
        last = outcome.text;
        return outcome;
    }
}
