package pixelforest.window;

import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import java.awt.EventQueue;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.swing.Timer;
import pixelforest.Macro;
import pixelforest.engine.Lines;

/** How long the real window takes from releasing the mouse to the painted probability; prints a table for benches/README.md. */
public final class Latency {
    private static final int ROUNDS = 15;
    private static final int PATIENCE = 120_000;
    private static final int HEARTBEAT = 2;

    private Latency() {}

    public static void main(String[] arguments) throws Exception {
        new ImageJ(ImageJ.STANDALONE);
        System.out.println("| image | seen | labelled pixels | coarse, ms | full, ms | longest stall of the event thread, ms |");
        System.out.println("|---|---|---|---|---|---|");
        measure("1024x1024x1");
        measure("512x512x64");
        System.exit(0);
    }

    private static void measure(String size) throws Exception {
        Map<String, String> sample = Lines.parse(Macro.run("sample", "size=" + size));
        WindowManager.getImage(sample.get("truth")).close();
        ImagePlus image = WindowManager.getImage(sample.get("image"));
        new OpenWindow().run("");
        SegmentationWindow window = (SegmentationWindow) image.getWindow();
        Session session = window.session();
        EventQueue.invokeAndWait(() -> {
            window.setSize(java.awt.Toolkit.getDefaultToolkit().getScreenSize());
            window.setLocation(0, 0);
            window.validate();
            session.setLive(true);
        });
        session.loop().awaitIdle(PATIENCE);
        Robot robot = new Robot();
        Stalls stalls = new Stalls();
        double[] coarse = new double[ROUNDS];
        double[] full = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Point corner = window.canvas().getLocationOnScreen();
            int x = 40 + 11 * round;
            robot.mouseMove(corner.x + x, corner.y + 40);
            robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
            robot.mouseMove(corner.x + x + 12, corner.y + 46);
            robot.waitForIdle();
            Painted painted = new Painted(session, window);
            long start = System.nanoTime();
            robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
            full[round] = (painted.awaitFull() - start) / 1e6;
            coarse[round] = (painted.coarse.get() == 0 ? full[round] : (painted.coarse.get() - start) / 1e6);
            session.loop().awaitIdle(PATIENCE);
        }
        Rectangle seen = window.canvas().seen();
        System.out.printf(Locale.ROOT, "| %s | %d x %d | %d | %s | %s | %.0f |%n", size, seen.width, seen.height,
                labelled(session, window), spread(coarse), spread(full), stalls.end());
        image.changes = false;
        EventQueue.invokeAndWait(() -> {
            session.project().opened(null);
            window.close();
        });
    }

    private static int labelled(Session session, SegmentationWindow window) {
        int pixels = 0;
        for (Roi stroke : session.labelling().strokes(window.shown().key)) {
            pixels += stroke instanceof PolygonRoi ? (int) (stroke.getLength() * stroke.getStrokeWidth()) : 0;
        }
        return pixels;
    }

    private static String spread(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.0f (%.0f..%.0f)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    /** When the coarse and the full picture after a stroke were on the screen. */
    private static final class Painted implements Session.Listener {
        final AtomicLong coarse = new AtomicLong();
        private final AtomicLong full = new AtomicLong();
        private final Session session;
        private final SegmentationWindow window;
        private boolean trained;

        Painted(Session session, SegmentationWindow window) {
            this.session = session;
            this.window = window;
            session.listen(this);
        }

        @Override
        public void changed(Session.Change change) {
            LiveState state = session.loop().state();
            trained |= !state.isMeasured() && Double.isNaN(state.fullMillis);
            if (change != Session.Change.STATUS || !trained) {
                return;
            }
            if (!Double.isNaN(state.coarseMillis) && coarse.get() == 0 && Double.isNaN(state.fullMillis)) {
                coarse.set(paint());
            }
            if (!Double.isNaN(state.fullMillis) && full.get() == 0) {
                full.set(paint());
            }
        }

        /** Paints at once what would be painted soon, and says when that was done. */
        private long paint() {
            window.canvas().paint(window.canvas().getGraphics());
            return System.nanoTime();
        }

        long awaitFull() throws InterruptedException {
            while (full.get() == 0) {
                Thread.sleep(1);
            }
            session.unlisten(this);
            return full.get();
        }
    }

    /** The longest time in which the event thread did not get to a timer's ticks. */
    private static final class Stalls {
        private long last = System.nanoTime();
        private long longest;
        private final Timer timer = new Timer(HEARTBEAT, e -> {
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
        });

        Stalls() {
            timer.start();
        }

        double end() {
            timer.stop();
            return longest / 1e6;
        }
    }
}
