package pixelforest.command;

import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.awt.GraphicsEnvironment;
import java.util.Map;

/** The commands in ImageJ's menu: with a dialog for a person, without one for run() of a macro or script. */
public final class MenuEntry implements PlugIn {
    /** Runs the command of this name. */
    @Override
    public void run(String name) {
        String options = Macro.getOptions();
        if (options != null || GraphicsEnvironment.isHeadless()) {
            runMacro(name, options == null ? "" : options);
        } else {
            ask(Commands.get(name));
        }
    }

    private static void runMacro(String name, String options) {
        Outcome outcome = Runner.run(name, () -> Grammar.parse(options), Failure.returns(options), Context.imagej());
        if (outcome.stopsCaller()) {
            Failure.stopMacro(outcome);
        }
    }

    /** Asks until the options are right or the person gives up. */
    private static void ask(Command command) {
        Dialog dialog = new Dialog(command);
        Outcome outcome;
        do {
            Map<String, String> values = dialog.ask();
            if (values == null) {
                return;
            }
            outcome = Runner.run(command.name, () -> values, false, Context.menu());
            tell(outcome);
            if (outcome.isDone()) {
                dialog.record(values);
            }
        } while (outcome.status == Outcome.Status.BAD_OPTIONS);
    }

    private static void tell(Outcome outcome) {
        switch (outcome.status) {
            case DONE:
                IJ.log(outcome.title + "\n" + outcome.text);
                break;
            case CANCELLED:
                IJ.showStatus(outcome.title + ": cancelled");
                break;
            default:
                Failure.log(outcome);
                IJ.showMessage(outcome.title, outcome.message);
                break;
        }
    }
}
