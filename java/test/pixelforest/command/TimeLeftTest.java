package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class TimeLeftTest {
    private final TimeLeft timeLeft = new TimeLeft();

    @Test
    public void unknownUntilThereIsSomethingToJudgeBy() {
        assertEquals(Double.NaN, timeLeft.at(0, 0), 0);
        assertEquals(Double.NaN, timeLeft.at(0.5, 0.4), 0);
        assertEquals(Double.NaN, new TimeLeft().at(5, 0.9), 0);
        TimeLeft stuck = new TimeLeft();
        stuck.at(0, 0);
        assertEquals(Double.NaN, stuck.at(100, 0.001), 0);
    }

    @Test
    public void exactAtSteadySpeed() {
        for (double t = 0; t <= 100; t += 0.1) {
            double left = timeLeft.at(50 + t, t / 100);
            if (t > 2) {
                assertEquals(100 - t, left, 1e-6);
            }
        }
    }

    @Test
    public void goodWithStepsOfBlocks() {
        for (double t = 0; t <= 100; t += 0.1) {
            double left = timeLeft.at(t, Math.floor(t / 2) / 50); // a block in two seconds
            if (t > 30) {
                assertEquals(100 - t, left, 15);
            }
        }
    }

    /** After a slow start, and where work slows down, the estimate follows within as much time again. */
    @Test
    public void followsChangesOfSpeed() {
        double left = 0;
        for (double t = 0; t <= 40; t += 0.1) {
            left = timeLeft.at(t, t < 20 ? t / 2000 : 0.01 + (t - 20) / 100);
        }
        assertEquals(79, left, 4);
        TimeLeft slower = new TimeLeft();
        for (double t = 0; t <= 40; t += 0.1) {
            left = slower.at(t, t < 20 ? t / 40 : 0.5 + (t - 20) / 400);
        }
        assertEquals(180, left, 10);
    }

    @Test
    public void moreWorkStartsAnew() {
        timeLeft.at(0, 0);
        assertEquals(10, timeLeft.at(10, 0.5), 1e-9);
        assertEquals(Double.NaN, timeLeft.at(10.1, 0.2), 0);
        assertEquals(40, timeLeft.at(20.1, 0.36), 1e-6);
    }

    @Test
    public void wordsForTheStatusBar() {
        assertEquals("", TimeLeft.text(Double.NaN));
        assertEquals("1 s left", TimeLeft.text(0.2));
        assertEquals("12 s left", TimeLeft.text(12.4));
        assertEquals("2 min left", TimeLeft.text(100));
        assertEquals("2 h 10 min left", TimeLeft.text(130 * 60));
        assertEquals("Pixel Forest Apply: 42 %, 12 s left (Esc cancels)", Watch.status("Pixel Forest Apply", 0.429, 12));
        assertEquals("Pixel Forest Apply: 0 % (Esc cancels)", Watch.status("Pixel Forest Apply", 0, Double.NaN));
        assertTrue(Watch.status("x", 0.999, 1).contains("99 %"));
    }
}
