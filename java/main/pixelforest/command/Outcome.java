package pixelforest.command;

import java.util.Collections;
import java.util.Map;
import pixelforest.engine.Lines;

/** How a command ended: its result, or why it has none. */
public final class Outcome {
    /** Kinds of end, with their exit codes in a shell. */
    public enum Status {
        DONE(0), FAILED(1), BAD_OPTIONS(2), CANCELLED(130);

        final int exitCode;

        Status(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    /** The command as in the menu, without dots. */
    final String title;
    public final Status status;
    /** What went wrong, where and the mend; empty when done. */
    public final String message;
    /** Lines key=value: the result, or error=message. */
    final String text;
    /** What a person chose when asked during the run. */
    final Map<String, String> answers;
    private final Map<String, String> result;
    /** Whether the caller asked to get failures as text instead of being stopped. */
    private final boolean returnsErrors;

    private Outcome(String name, Status status, String message, Map<String, String> result,
            Map<String, String> answers, boolean returnsErrors) {
        this.title = Commands.title(name);
        this.status = status;
        this.message = message;
        this.text = Lines.format(result);
        this.result = result;
        this.answers = answers;
        this.returnsErrors = returnsErrors;
    }

    static Outcome done(String name, Map<String, String> result, Map<String, String> answers) {
        return new Outcome(name, Status.DONE, "", result, answers, false);
    }

    static Outcome failed(String name, Status status, String message, boolean returnsErrors) {
        return new Outcome(name, status, message, Collections.singletonMap("error", message), Collections.emptyMap(),
                returnsErrors);
    }

    /** The result for a person to read: as in text, but not escaped. */
    String readable() {
        StringBuilder lines = new StringBuilder(title);
        result.forEach((key, value) -> lines.append("\n  ").append(key).append('=').append(value));
        return lines.toString();
    }

    /** The result, by its keys; of a failure the error. */
    public Map<String, String> result() {
        return Collections.unmodifiableMap(result);
    }

    public boolean isDone() {
        return status == Status.DONE;
    }

    /** Whether a failure has to stop the caller, who did not ask for it as text. */
    boolean stopsCaller() {
        return !isDone() && !returnsErrors;
    }
}
