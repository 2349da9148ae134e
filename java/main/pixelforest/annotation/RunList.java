package pixelforest.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs of pixels of several strokes, in the form of {@link Strokes#runs}. */
final class RunList {
    private static final int NUMBERS = 6;

    private final List<int[]> runs = new ArrayList<>();

    /** Adds the pixels of a stroke on a plane. */
    void add(int stroke, RoiPosition plane, PixelSet pixels) {
        pixels.forEachRun((y, x0, x1) -> runs.add(new int[] {stroke, plane.frame, plane.slice, y, x0, x1}));
    }

    int size() {
        return runs.size();
    }

    /** All runs one after the other, by stroke, frame, z, y and x, each once. */
    int[] sorted() {
        runs.sort(RunList::compare);
        int[] flat = new int[runs.size() * NUMBERS];
        int length = 0;
        int[] previous = null;
        for (int[] run : runs) {
            if (!Arrays.equals(run, previous)) {
                System.arraycopy(run, 0, flat, length, NUMBERS);
                length += NUMBERS;
                previous = run;
            }
        }
        return Arrays.copyOf(flat, length);
    }

    private static int compare(int[] a, int[] b) {
        int i = 0;
        while (i < NUMBERS - 1 && a[i] == b[i]) {
            i++;
        }
        return Integer.compare(a[i], b[i]);
    }
}
