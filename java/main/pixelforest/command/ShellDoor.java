package pixelforest.command;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import pixelforest.engine.Library;

/** The commands for a shell: the result on the standard output, errors on the other. */
public final class ShellDoor {
    private static final String HELP = "--help";
    private static final int SECONDS_TO_STOP = 30;

    private final PrintStream out;
    private final PrintStream err;

    /** A door that writes results to {@code out} and errors to {@code err}. */
    public ShellDoor(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command that the first argument names; each further argument is one option. One argument with a space is
     * a whole line, as macros and results have it.
     *
     * @return exit code: 0 done, 1 failed, 2 wrong options, 130 cancelled
     */
    public int run(String... arguments) {
        String name = arguments.length == 0 ? HELP : arguments[0];
        String[] options = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        if (name.equals("--version")) {
            return printVersion();
        }
        if (name.equals(HELP)) {
            out.print(Help.overview());
            return 0;
        }
        if (name.equals("--help-markdown")) {
            out.print(Page.markdown());
            return 0;
        }
        if (Arrays.asList(options).contains(HELP)) {
            return printHelp(name);
        }
        int space = name.indexOf(' ');
        if (arguments.length == 1 && space > 0) {
            String line = name.substring(space + 1);
            return run(name.substring(0, space), () -> Grammar.parse(line), line);
        }
        return run(name, () -> Grammar.parse(options), String.join(" ", options));
    }

    private int run(String name, Supplier<Map<String, String>> values, String line) {
        Outcome outcome =
                cancellable(() -> Runner.run(name, values, Failure.returns(line), Context.shell()));
        out.print(outcome.stopsCaller() ? "" : outcome.text);
        if (!outcome.isDone()) {
            err.println(outcome.title + ": " + outcome.message);
        }
        return outcome.status.exitCode;
    }

    private int printVersion() {
        try {
            out.println("Pixel Forest " + Library.version() + " (" + Library.simdLevel() + ")");
            return 0;
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private int printHelp(String name) {
        try {
            out.print(Help.of(Commands.get(name)));
            return 0;
        } catch (OptionException e) {
            err.println(e.getMessage());
            return 2;
        }
    }

    /** Runs a command so that Ctrl-C cancels it and waits until it has tidied up, before Java exits with 130. */
    private static Outcome cancellable(Supplier<Outcome> command) {
        Thread caller = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            caller.interrupt();
            try {
                ended.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return command.get();
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // Java is exiting: the hook is running, and that was its purpose.
            }
        }
    }
}
