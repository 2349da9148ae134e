package pixelforest;

import pixelforest.command.MacroDoor;

/** The door for macros: {@code result = call("pixelforest.Macro.run", "train", "image=a.tif model=m.pforest")}. */
public final class Macro {
    private Macro() {}

    /** Runs a command and returns its result, lines key=value that {@code List.setList} reads. */
    public static String run(String command, String options) {
        return MacroDoor.run(command, options);
    }

    /** Runs a command with its defaults. */
    public static String run(String command) {
        return MacroDoor.run(command, "");
    }

    /**
     * The result of the last command that this thread ran, also of one that {@code run("Pixel Forest Train...", ...)}
     * started. A macro runs in a thread of its own. Where the thread ran none, the result of the last command of all.
     */
    public static String result() {
        return MacroDoor.result();
    }
}
