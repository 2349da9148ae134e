package pixelforest.command;

import ij.macro.Interpreter;

/** The macro that a command runs for. */
final class CallingMacro {
    private CallingMacro() {}

    /** Whether a macro's run() or call() is what this thread is in. */
    static boolean exists() {
        return isMacro(Thread.currentThread().getStackTrace());
    }

    /**
     * This thread's macro; null where there is none, or where several threads run macros: ImageJ knows only the one
     * that was started last, which may be another's.
     */
    static Interpreter get() {
        if (!exists()) {
            return null;
        }
        long macros = Thread.getAllStackTraces().values().stream().filter(CallingMacro::isMacro).count();
        return macros == 1 ? Interpreter.getInstance() : null;
    }

    private static boolean isMacro(StackTraceElement[] stack) {
        for (StackTraceElement element : stack) {
            if (element.getClassName().equals(Interpreter.class.getName())) {
                return true;
            }
        }
        return false;
    }
}
