package pixelforest.command;

import ij.plugin.frame.Recorder;
import java.util.Map;

/** A command that a person started, as a line in ImageJ's Recorder. */
final class Recording {
    /** What ImageJ is about to record, or null where it records nothing: the Recorder is closed, or a macro is running. */
    private final String command = Recorder.record ? Recorder.getCommand() : null;

    /**
     * Ends ImageJ's own recording of the command, which would hold what the fields hold in a form of its own. It ends
     * as late as this since until then ImageJ does not record that the results' windows come to the front.
     */
    void end() {
        if (command != null && command.equals(Recorder.getCommand())) {
            Recorder.disableCommandRecording();
        }
    }

    /** Writes the line. */
    void write(Command command, Map<String, String> values) {
        end();
        if (this.command != null && Recorder.record) {
            String title = Command.title(command.name) + "...";
            Recorder.recordString(line(title, Grammar.format(values), Recorder.scriptMode()));
        }
    }

    /** The line for the macro language, or for JavaScript, BeanShell, Python and Java alike. */
    static String line(String command, String options, boolean isScript) {
        return (isScript ? "IJ.run(" : "run(") + literal(command) + ", " + literal(options) + ");\n";
    }

    /** Text as a constant that all of these languages read: octal is the one escape that they share. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '\\' || c == '"') {
                literal.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                literal.append(String.format("\\%03o", (int) c));
            } else {
                literal.append(c);
            }
        }
        return literal.append('"').toString();
    }
}
