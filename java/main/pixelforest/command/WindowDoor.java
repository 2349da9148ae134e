package pixelforest.command;

import ij.ImagePlus;
import ij.plugin.frame.Recorder;
import java.util.List;
import java.util.Map;

/** The commands for Pixel Forest's window, which has fields, progress and messages of its own. */
public final class WindowDoor {
    private WindowDoor() {}

    /** Whether there is a command of this name. */
    public static boolean exists(String command) {
        return Commands.exists(command);
    }

    /** A command's options, in the order of its dialog. */
    public static List<Option> options(String command) {
        return Commands.get(command).options;
    }

    /** Runs a command on this thread; a failure is an outcome, too. */
    public static Outcome run(String command, Map<String, String> values, Follower follower) {
        return Runner.run(command, () -> values, false, Context.window(follower));
    }

    /** Opens a command's dialog with values filled in, as from the menu; not on the event thread. */
    public static void ask(String command, Map<String, String> values) {
        MenuEntry.ask(Commands.get(command), values);
    }

    /** Writes the line of a command into ImageJ's Recorder, if that is open. */
    public static void record(String command, Map<String, String> values) {
        if (Recorder.record) {
            String title = Command.title(command) + "...";
            Recorder.recordString(Recording.line(title, Grammar.format(values), Recorder.scriptMode()));
        }
    }

    /** The line of a macro that runs a command, also without a screen. */
    public static String macroLine(String command, Map<String, String> values) {
        return "call(\"pixelforest.Macro.run\", " + literal(command) + ", " + literal(Grammar.format(values)) + ");\n";
    }

    /** Text as a constant of ImageJ's macro language and of its scripts. */
    public static String literal(String text) {
        return Recording.literal(text);
    }

    /** What options call an open image. */
    public static String nameOf(ImagePlus image) {
        return OpenImages.name(image, OpenImages.all());
    }

    /** The file that an image came from, where it still holds it, else its title. */
    public static String fileOf(ImagePlus image) {
        return Images.lastingName(image);
    }

    /** The open images that are not results of Pixel Forest. */
    public static List<ImagePlus> openImages() {
        List<ImagePlus> open = OpenImages.all();
        open.removeIf(pixelforest.image.ResultStack::isResult);
        return open;
    }

    /** What results and files of an image are named after. */
    public static String baseName(ImagePlus image) {
        return Images.baseName(image);
    }
}
