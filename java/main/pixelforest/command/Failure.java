package pixelforest.command;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/** What becomes of an exception, in words and in a macro. */
final class Failure {
    /** The option that asks for failures as text. */
    static final String OPTION = "on_error";

    private static final Pattern RETURNS = Pattern.compile("(^|\\s)" + OPTION + "=(return|\\[return])(\\s|$)");

    private Failure() {}

    /** Whether the options ask for failures as text; holds for malformed options too. */
    static boolean returns(String options) {
        return RETURNS.matcher(options).find();
    }

    static Outcome outcome(String name, Throwable e, boolean returnsErrors) {
        if (e instanceof OptionException) {
            return Outcome.failed(name, Outcome.Status.BAD_OPTIONS, e.getMessage(), returnsErrors);
        }
        // ImageJ ends the thread of a macro that Esc did not stop in time. By name: a later Java is to lose this class.
        boolean killed = e.getClass().getName().equals("java.lang.ThreadDeath");
        boolean dialogCancelled = e instanceof RuntimeException && Macro.MACRO_CANCELED.equals(e.getMessage());
        if (killed || dialogCancelled || e instanceof CancellationException) {
            return Outcome.failed(name, Outcome.Status.CANCELLED, "cancelled", returnsErrors);
        }
        return Outcome.failed(name, Outcome.Status.FAILED, message(e), returnsErrors);
    }

    private static String message(Throwable e) {
        if (e instanceof UncheckedIOException) {
            return message(e.getCause());
        }
        boolean explained = e instanceof IOException || e instanceof IllegalArgumentException
                || e instanceof IllegalStateException;
        if (explained && e.getMessage() != null) {
            return e.getMessage();
        }
        if (e instanceof OutOfMemoryError) {
            return e.getMessage() != null && e.getMessage().startsWith("not enough memory") // the library's
                    ? e.getMessage()
                    : "not enough memory for the results: give ImageJ more in Edit > Options > Memory & Threads,"
                            + " or make fewer results at a time";
        }
        StringBuilder text = new StringBuilder("a defect of Pixel Forest, please report: ").append(e);
        for (int i = 0; i < Math.min(5, e.getStackTrace().length); i++) {
            text.append(" at ").append(e.getStackTrace()[i]);
        }
        return text.toString();
    }

    /**
     * Stops the macro or script that this thread runs, with one line in the Log; a dialog would hang a batch.
     * An exception would not do: ImageJ prints it and goes on with the next line. Where several macros run at once, run()
     * stops its own all the same; call() cannot, so that its macro goes on with the error as the result.
     */
    static void stopMacro(Outcome outcome) {
        log(outcome);
        Interpreter macro = CallingMacro.get();
        if (macro != null) {
            macro.setIgnoreErrors(true); // else abort shows a dialog
            macro.abort(outcome.message);
        } else {
            Macro.abort();
        }
    }

    static void log(Outcome outcome) {
        IJ.log(outcome.title + ": " + outcome.message);
    }
}
