package pixelforest;

import ij.Prefs;
import pixelforest.command.ShellDoor;
import pixelforest.command.ShellLog;

/** The door for a shell. */
public final class Main {
    private Main() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        Prefs.blackBackground = true; // for masks: no user's setting applies here
        ShellDoor door = new ShellDoor(System.out, System.err);
        System.setOut(new ShellLog(System.err));
        System.exit(door.run(arguments));
    }
}
