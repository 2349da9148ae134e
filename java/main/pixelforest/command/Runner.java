package pixelforest.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Runs commands, the same way for every door, and remembers the last results. */
final class Runner {
    private static volatile String last = "";
    /** A macro runs its commands in one thread, so that another macro's results do not get between its own. */
    private static final ThreadLocal<String> LAST_OF_THREAD = new ThreadLocal<>();

    private Runner() {}

    /** The result of the last command that this thread ran; where it ran none, of the last one that any ran. */
    static String last() {
        String own = LAST_OF_THREAD.get();
        return own == null ? last : own;
    }

    /**
     * Runs the command of a name.
     *
     * @param values reads the options, or asks for them
     * @param returnsErrors whether on_error=return is among them
     */
    static Outcome run(String name, Supplier<Map<String, String>> values, boolean returnsErrors, Context context) {
        Outcome outcome;
        try {
            ImagejVersion.check();
            Command command = Commands.get(name);
            Options options = new Options(command.options, values.get());
            long start = System.nanoTime();
            Map<String, String> result = new LinkedHashMap<>(command.run(options, context));
            result.put("seconds", String.format(Locale.ROOT, "%.2f", (System.nanoTime() - start) / 1e9));
            outcome = Outcome.done(name, result, options.answers());
        } catch (Throwable e) {
            outcome = Failure.outcome(name, e, returnsErrors);
        }
        LAST_OF_THREAD.set(outcome.text);
        last = outcome.text;
        return outcome;
    }
}
