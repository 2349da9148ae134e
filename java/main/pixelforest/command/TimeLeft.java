package pixelforest.command;

import java.util.ArrayDeque;
import java.util.Deque;

/** Estimates from its progress how long a job will still take. */
final class TimeLeft {
    /** Less than this tells too little. */
    private static final double LEAST_SECONDS = 1, LEAST_PART = 0.01;

    /** Time and part done, from the start on; older than half of the time that has passed only the latest is kept. */
    private final Deque<double[]> history = new ArrayDeque<>();
    private double start;

    /**
     * Seconds left, or NaN while there is too little to judge by. The speed is that of the last half of the time since
     * the start: the first blocks wait for files and caches, and the phases of a job differ in speed.
     *
     * @param time seconds on any clock that does not go back
     * @param part of the work that is done, 0 to 1; a fall means that more work was found, and starts anew
     */
    double at(double time, double part) {
        if (history.isEmpty() || part < history.getLast()[1]) {
            history.clear();
            start = time;
        }
        history.addLast(new double[] {time, part});
        double[] first = history.removeFirst();
        while (!history.isEmpty() && history.getFirst()[0] <= (start + time) / 2) {
            first = history.removeFirst();
        }
        history.addFirst(first);
        double seconds = time - first[0];
        double done = part - first[1];
        return time - start < LEAST_SECONDS || done < LEAST_PART ? Double.NaN : (1 - part) * seconds / done;
    }

    /** For the status bar; empty where it is not known. */
    static String text(double seconds) {
        long whole = Math.max(1, Math.round(seconds));
        long minutes = Math.round(seconds / 60);
        return Double.isNaN(seconds) ? ""
                : whole < 100 ? whole + " s left"
                : minutes < 100 ? minutes + " min left"
                : minutes / 60 + " h " + minutes % 60 + " min left";
    }
}
