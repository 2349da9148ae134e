package pixelforest.command;

import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.awt.GraphicsEnvironment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The commands in ImageJ's menu: with a dialog for a person, without one for run() of a macro or script. */
public final class MenuEntry implements PlugIn {
    private static final int LETTERS_PER_LINE = 90;

    /** Runs the command of this name. */
    @Override
    public void run(String name) {
        String options = Macro.getOptions();
        if (options != null || GraphicsEnvironment.isHeadless()) {
            runMacro(name, options == null ? "" : options);
        } else {
            ask(Commands.get(name), Collections.emptyMap());
        }
    }

    private static void runMacro(String name, String options) {
        Outcome outcome = Runner.run(name, () -> Grammar.parse(options), Failure.returns(options), Context.imagej());
        if (outcome.stopsCaller()) {
            Failure.stopMacro(outcome);
        }
    }

    /** Asks, at first with some values filled in, until the options are right or the person gives up. */
    static void ask(Command command, Map<String, String> initial) {
        Recording recording = new Recording();
        Context context = Context.menu();
        Dialog dialog = new Dialog(command, initial);
        Outcome outcome;
        do {
            Map<String, String> values = new LinkedHashMap<>();
            outcome = Runner.run(command.name, () -> {
                values.putAll(context.lasting(command, dialog.ask()));
                return values;
            }, false, context);
            tell(outcome);
            if (outcome.isDone()) {
                values.putAll(outcome.answers);
                recording.write(command, values);
            }
        } while (outcome.status == Outcome.Status.BAD_OPTIONS);
        recording.end();
    }

    private static void tell(Outcome outcome) {
        switch (outcome.status) {
            case DONE:
                IJ.log(outcome.readable());
                break;
            case CANCELLED:
                IJ.showStatus(outcome.title + ": cancelled");
                break;
            default:
                Failure.log(outcome);
                IJ.showMessage(outcome.title, wrapped(outcome.message));
                break;
        }
    }

    /** Breaks long lines between words: ImageJ's messages are as wide as their longest line. */
    static String wrapped(String text) {
        return text.replaceAll("(?=[^\n]{" + LETTERS_PER_LINE + "})([^\n]{1," + LETTERS_PER_LINE + "}) ", "$1\n");
    }
}
