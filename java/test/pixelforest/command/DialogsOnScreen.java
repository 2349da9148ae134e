package pixelforest.command;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.macro.Interpreter;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.Label;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.ActionListener;
import java.awt.event.WindowEvent;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.function.BooleanSupplier;

/** Uses the dialogs as a person does, in a real ImageJ; {@link DialogTest} starts it on a virtual screen. */
public final class DialogsOnScreen {
    private static final int SMALL_WIDTH = 1366, SMALL_HEIGHT = 768;
    /** A title bar of the window manager and a task bar. */
    private static final int BARS = 60;

    private DialogsOnScreen() {}

    /** Prints "finished" when all is well; the argument is a folder to write into. */
    public static void main(String[] arguments) {
        try {
            run(arguments[0]);
            System.out.println("finished");
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1); // else the windows keep Java running
        }
    }

    private static void run(String folder) throws Exception {
        new ImageJ(ImageJ.STANDALONE);
        addToMenu(Menus.getCommands());
        Recorder recorder = new Recorder();
        everyDialogFitsASmallScreen();
        mistakesAreToldAsOneTypes();
        theRecordedLinesMakeTheSame(recorder, folder);
        whatWasEnteredIsRemembered();
    }

    @SuppressWarnings("unchecked")
    private static void addToMenu(Hashtable<?, ?> menu) {
        for (Command command : Commands.all()) {
            ((Hashtable<String, String>) menu).put(Command.title(command.name) + "...",
                    MenuEntry.class.getName() + "(\"" + command.name + "\")");
        }
    }

    private static void everyDialogFitsASmallScreen() throws Exception {
        for (Command command : Commands.all()) {
            if (command.options.stream().anyMatch(option -> !option.hidden)) {
                GenericDialog dialog = open(command.name);
                System.out.println(command.name + ": " + dialog.getWidth() + " x " + dialog.getHeight());
                check(dialog.getWidth() <= SMALL_WIDTH && dialog.getHeight() <= SMALL_HEIGHT - BARS,
                        command.name + " does not fit");
                dialog.dispatchEvent(new WindowEvent(dialog, WindowEvent.WINDOW_CLOSING));
                until(() -> !dialog.isShowing(), "the dialog closes");
            }
        }
    }

    private static void mistakesAreToldAsOneTypes() throws Exception {
        GenericDialog dialog = open("sample");
        enter(dialog, "sample", "seed", "1,5");
        check(!dialog.getButtons()[0].isEnabled(), "OK is off");
        check(says(dialog, "seed=1,5 is not a whole number"), "the mistake is told");
        enter(dialog, "sample", "seed", "7");
        check(!says(dialog, "seed=1,5 is not a whole number"), "the mistake is gone");
        enter(dialog, "sample", "size", "64x64x6");
        ok(dialog);
        until(() -> WindowManager.getImage("sample_truth") != null, "the sample is shown");
    }

    private static void theRecordedLinesMakeTheSame(Recorder recorder, String folder) throws Exception {
        String model = folder + "/a \"model\" [1].pforest";
        until(() -> recorder.getText().contains("run(\"Pixel Forest Sample"), "the sample is recorded");
        GenericDialog train = open("train");
        enter(train, "train", "image", "sample"); // which of its images is current depends on the window manager
        enter(train, "train", "model", model);
        enter(train, "train", "trees", "5");
        ok(train);
        until(() -> recorder.getText().contains("trees=5"), "the training is recorded");
        GenericDialog apply = open("apply");
        check(text(apply, "apply", "model").getText().equals(model), "what was trained is offered");
        enter(apply, "apply", "image", "sample");
        ok(apply);
        until(() -> recorder.getText().contains("run(\"Pixel Forest Apply"), "the result is recorded");
        ImagePlus first = WindowManager.getImage("sample_probabilities");
        first.setTitle("first");
        WindowManager.getImage("sample_truth").close();
        String lines = Arrays.stream(recorder.getText().split("\n")).filter(line -> line.startsWith("run(\"Pixel Forest T")
                || line.startsWith("run(\"Pixel Forest A")).reduce("", (a, b) -> a + b + "\n");
        Thread macro = new Thread(() -> new Interpreter().run(lines), "Macro$");
        macro.start();
        macro.join();
        ImagePlus second = WindowManager.getImage("sample_probabilities");
        check(second != null && Arrays.deepEquals(planes(first), planes(second)), "the lines make the same:\n" + lines);
        first.close();
    }

    /** Open are the sample and its result. */
    private static void whatWasEnteredIsRemembered() throws Exception {
        GenericDialog dialog = open("train");
        check(text(dialog, "train", "trees").getText().equals("5"), "trees are remembered");
        check(text(dialog, "train", "image").getText().equals("sample"), "a result is no input, its image is");
    }

    private static Object[] planes(ImagePlus image) {
        return Arrays.copyOf(image.getStack().getImageArray(), image.getStackSize());
    }

    private static GenericDialog open(String name) throws Exception {
        // ImageJ's Recorder knows one command at a time, and a command ends after it has been recorded.
        until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(
                thread -> thread.getName().contains("Pixel Forest") && !thread.isDaemon()), "the last command ends");
        IJ.doCommand(Command.title(name) + "...");
        GenericDialog[] found = new GenericDialog[1];
        until(() -> {
            for (Window window : Window.getWindows()) {
                boolean isDialog = window instanceof GenericDialog && window.isShowing();
                if (isDialog && ((GenericDialog) window).getTitle().equals(Command.title(name))) {
                    found[0] = (GenericDialog) window;
                }
            }
            return found[0] != null;
        }, "the dialog of " + name + " opens");
        until(() -> isWaitingForAPerson(name), "the command of " + name + " waits for its dialog");
        return found[0];
    }

    /** Java loses the end of a modal dialog that comes before it has begun to wait for it. */
    private static boolean isWaitingForAPerson(String name) {
        return Thread.getAllStackTraces().entrySet().stream().anyMatch(thread ->
                thread.getKey().getName().contains(Command.title(name))
                        && thread.getKey().getState() == Thread.State.WAITING
                        && Arrays.stream(thread.getValue()).anyMatch(at -> at.getClassName().endsWith("WaitDispatchSupport")));
    }

    /** The text field of an option: ImageJ numbers them. */
    private static TextField text(GenericDialog dialog, String command, String key) {
        int index = 0;
        for (Option option : Commands.get(command).options) {
            if (option.key.equals(key)) {
                break;
            }
            boolean isText = option.kind != Option.Kind.FLAG && option.kind != Option.Kind.CHOICE
                    && option.kind != Option.Kind.LIST;
            index += isText ? 1 : 0;
        }
        return (TextField) dialog.getStringFields().get(index);
    }

    private static void enter(GenericDialog dialog, String command, String key, String value) throws Exception {
        TextField field = text(dialog, command, key);
        EventQueue.invokeAndWait(() -> field.setText(value));
        EventQueue.invokeAndWait(() -> { }); // the listeners have been told
    }

    private static boolean says(GenericDialog dialog, String message) {
        for (Component component : dialog.getComponents()) {
            if (component instanceof Label && ((Label) component).getText().startsWith(message)) {
                return true;
            }
        }
        return false;
    }

    private static void ok(GenericDialog dialog) {
        Button button = dialog.getButtons()[0];
        check(button.isEnabled(), "OK is on");
        EventQueue.invokeLater(() -> {
            for (ActionListener listener : button.getActionListeners()) {
                listener.actionPerformed(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, ""));
            }
        });
    }

    private static void until(BooleanSupplier condition, String what) throws Exception {
        for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        check(condition.getAsBoolean(), what);
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("FAILED: " + what + "\nLog: " + IJ.getLog());
        }
    }
}
