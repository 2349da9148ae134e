package pixelforest.command;

/** The commands for call() of a macro and for scripts; works where run() fails: plain ImageJ, no screen. */
public final class MacroDoor {
    private MacroDoor() {}

    /**
     * Runs a command and returns its result. A failure stops the macro, unless on_error=return asks for error=...
     *
     * @throws IllegalStateException on a failure, where no macro is running
     */
    public static String run(String name, String options) {
        String text = options == null ? "" : options;
        Outcome outcome = Runner.run(name, () -> Grammar.parse(text), Failure.returns(text), Context.imagej());
        if (outcome.stopsCaller()) {
            if (!CallingMacro.exists()) {
                throw new IllegalStateException(outcome.title + ": " + outcome.message);
            }
            if (CallingMacro.get() != null) {
                Failure.stopMacro(outcome);
            } else {
                Failure.log(outcome);
            }
        }
        return outcome.text;
    }

    /** The result of the last command that this thread ran, else of the last one of all. */
    public static String result() {
        return Runner.last();
    }
}
