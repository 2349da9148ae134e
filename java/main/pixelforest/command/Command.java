package pixelforest.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A command: its name, its options and its work. The same behind the menu, run(), call() and the shell. */
abstract class Command {
    /** Options that let the library use the machine. */
    static final Option THREADS =
            Option.integer("threads", "", 1, 1024, "empty: one per processor");
    static final Option MEMORY =
            Option.integer("memory", "", 64, 1 << 30, "MB; empty: most of what is free");

    private static final Option ON_ERROR =
            Option.choice(Failure.OPTION, "on a failure, stop the macro or return a line error=...", "abort", "return")
                    .hidden();

    /** As in macros and in the shell: train. */
    final String name;
    /** What it does, in one line. */
    final String summary;
    final List<Option> options;

    Command(String name, String summary, Option... options) {
        this.name = name;
        this.summary = summary;
        List<Option> all = new ArrayList<>();
        Collections.addAll(all, options);
        all.add(ON_ERROR);
        this.options = Collections.unmodifiableList(all);
    }

    /** The keys of the result and what they mean, besides seconds. */
    abstract Map<String, String> results();

    /** Keys with their meanings: key, meaning, key, meaning. */
    static Map<String, String> meanings(String... pairs) {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            meanings.put(pairs[i], pairs[i + 1]);
        }
        return meanings;
    }

    /** A command's name in the menu, without dots: Pixel Forest Train. */
    static String title(String name) {
        return "Pixel Forest " + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** Does the work; returns the result's keys and values. */
    abstract Map<String, String> run(Options options, Context context) throws IOException;

    /** Adds a hint to a result, beside those that it has; an empty one is none. */
    static void note(Map<String, String> result, String hint) {
        if (!hint.isEmpty()) {
            result.merge("note", hint, (before, more) -> before + "; " + more);
        }
    }

    /** The line that repeats this run. */
    final String line(Options options) {
        return (name + " " + options.line()).trim();
    }
}
