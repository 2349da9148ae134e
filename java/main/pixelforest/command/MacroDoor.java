package pixelforest.command;

import ij.macro.Interpreter;

/** The commands for call() of a macro and for scripts; works where run() fails: plain ImageJ, no screen. */
public final class MacroDoor {
    private MacroDoor() {}

    /**
     * Runs a command and returns its result. A failure stops the macro, unless on_error=return asks for error=...
     *
     * @throws IllegalStateException on a failure, where no macro is running
     */
    public static String run(String name, String options) {
        Outcome outcome = Runner.run(name, () -> Grammar.parse(options), Failure.returns(options), Context.imagej());
        if (outcome.stopsCaller()) {
            if (Interpreter.getInstance() == null) {
                throw new IllegalStateException(outcome.title + ": " + outcome.message);
            }
            Failure.stopMacro(outcome);
        }
        return outcome.text;
    }

    /** The result of the last command that this thread ran, else of the last one of all. */
    public static String result() {
        return Runner.last();
    }
}
