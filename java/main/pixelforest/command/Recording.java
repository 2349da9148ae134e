package pixelforest.command;

import ij.plugin.frame.Recorder;
import java.util.Map;

/** A command that a person started, as a line in ImageJ's Recorder. */
final class Recording {
    private final String title;
    private final boolean on;

    /** Takes the recording over from ImageJ, which would write what the dialog's fields hold in a form of its own. */
    Recording(Command command) {
        title = Command.title(command.name) + "...";
        on = Recorder.record && Recorder.getCommand() != null; // no command: it is a macro that is running
        if (on) {
            Recorder.disableCommandRecording();
        }
    }

    /** Writes the line. */
    void write(Map<String, String> values) {
        if (on && Recorder.record) {
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
