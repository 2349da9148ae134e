package pixelforest.command;

import java.io.PrintStream;

/** Where ImageJ's messages go in a shell: beside the errors, since the standard output is for results. */
public final class ShellLog extends PrintStream {
    /** ImageJ says so for every ROI with a group where its folder luts is missing; the colour is not needed here. */
    private static final String NOISE = "LUT not found: ";

    /** A log that writes to {@code err}. */
    public ShellLog(PrintStream err) {
        super(err, true);
    }

    @Override
    public void println(String line) {
        if (line == null || !line.startsWith(NOISE)) {
            super.println(line);
        }
    }
}
