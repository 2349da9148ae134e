package pixelforest.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The checked values of one run of a command. */
final class Options {
    private final Map<String, Option> definitions = new LinkedHashMap<>();
    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> answers = new LinkedHashMap<>();

    /** Checks the given values against a command's definitions; a null value is a bare flag. */
    Options(List<Option> definitions, Map<String, String> values) {
        for (Option definition : definitions) {
            this.definitions.put(definition.key, definition);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            given.put(value.getKey(), checked(value.getKey(), value.getValue()));
        }
        for (Option definition : definitions) {
            definition.check(text(definition.key));
        }
    }

    private String checked(String key, String value) {
        Option definition = definitions.get(key);
        if (definition == null) {
            throw new OptionException("option " + key + " is unknown: " + Nearest.hint(key, definitions.keySet()));
        }
        if (value != null) {
            return value;
        }
        if (definition.kind != Option.Kind.FLAG) {
            throw new OptionException("option " + key + " needs a value: " + key + "=..., " + definition.help);
        }
        return "true";
    }

    /** The value, or the default; empty for none. */
    String text(String key) {
        return given.getOrDefault(key, definitions.get(key).fallback);
    }

    boolean has(String key) {
        return !text(key).isEmpty();
    }

    long integer(String key) {
        return Long.parseLong(text(key));
    }

    /** Whether a flag is on. */
    boolean is(Option flag) {
        return text(flag.key).equals("true");
    }

    /** The entries of a list, none where it is empty. */
    List<String> list(String key) {
        return has(key) ? Option.split(text(key)) : new ArrayList<>();
    }

    /** Those of the keys that were given, for the library, which knows the defaults and how presets change them. */
    Map<String, String> given(List<String> keys) {
        Map<String, String> chosen = new LinkedHashMap<>(given);
        chosen.keySet().retainAll(keys);
        chosen.values().removeIf(String::isEmpty);
        return chosen;
    }

    /** Those of the keys that were given another value than their default. */
    List<String> changed(List<String> keys) {
        List<String> changed = new ArrayList<>(keys);
        changed.removeIf(key -> text(key).isEmpty() || text(key).equals(definitions.get(key).fallback));
        return changed;
    }

    /** Sets what a given value stood for in this run, such as the numbers of a selection, for the line. */
    void record(String key, String value) {
        given.put(key, value);
    }

    /** Sets a value that was not given but found, such as the current image, for the line. */
    void complete(String key, String value) {
        if (!has(key)) {
            given.put(key, value);
        }
    }

    /** Sets a value that a person chose when asked during the run: it is part of the line and gets recorded. */
    void answer(String key, String value) {
        definitions.get(key).check(value);
        given.put(key, value);
        answers.put(key, value);
    }

    /** What a person chose when asked. */
    Map<String, String> answers() {
        return answers;
    }

    /** The options that were given, as a line that makes the same run. */
    String line() {
        return Grammar.format(given);
    }
}
