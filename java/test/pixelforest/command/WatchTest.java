package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.macro.Interpreter;
import java.awt.event.KeyEvent;
import java.util.Collections;
import java.util.concurrent.CancellationException;
import org.junit.After;
import org.junit.Test;
import pixelforest.engine.Sample;
import pixelforest.engine.SampleJob;

/** What cancels a job. The job would take many seconds. */
public class WatchTest {
    private static Throwable thrownInMacro;

    @After
    public void tidy() {
        IJ.resetEscape();
        Thread.interrupted();
    }

    @Test
    public void escCancels() {
        try (SampleJob job = longJob(); Watch watch = new Watch("test", null, job)) {
            IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            assertThrows(CancellationException.class, job::generate);
        }
    }

    @Test
    public void anEscFromBeforeDoesNot() {
        IJ.setKeyDown(KeyEvent.VK_ESCAPE);
        try (SampleJob job = job(16); Watch watch = new Watch("test", null, job); Sample sample = job.generate()) {
            assertEquals(16, sample.image().length);
        }
    }

    @Test
    public void anEscIsNotLostWhenAnotherJobBegins() {
        try (SampleJob first = longJob(); Watch watch = new Watch("first", null, first);
                SampleJob second = job(16)) {
            IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            try (Watch other = new Watch("second", null, second); Sample sample = second.generate()) {
                assertFalse(IJ.escapePressed());
            }
            assertThrows(CancellationException.class, first::generate);
        }
    }

    @Test
    public void anInterruptCancels() {
        try (SampleJob job = longJob(); Watch watch = new Watch("test", null, job)) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, job::generate);
        }
    }

    @Test
    public void theAbortOfItsMacroCancels() {
        new Interpreter().run("call('" + WatchTest.class.getName() + ".abortInside');", "");
        assertEquals(CancellationException.class, thrownInMacro.getClass());
    }

    /** Called by the macro. */
    public static String abortInside() {
        Interpreter macro = Interpreter.getInstance();
        Thread person = new Thread(macro::abortMacro);
        try (SampleJob job = longJob(); Watch watch = new Watch("test", null, job)) {
            person.start();
            thrownInMacro = new IllegalStateException("not cancelled");
            job.generate().close();
        } catch (CancellationException e) {
            thrownInMacro = e;
        }
        return "";
    }

    @Test
    public void theEndOfAnotherMacroDoesNot() throws Exception {
        Thread others = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                new Interpreter().run("x = 1;", "");
            }
        });
        try (SampleJob job = job(48); Watch watch = new Watch("test", null, job)) {
            others.start();
            try (Sample sample = job.generate()) {
                assertTrue(sample.zRatio() > 0);
            }
        } finally {
            others.interrupt();
            others.join();
        }
    }

    private static SampleJob longJob() {
        return SampleJob.create(1, 128, 1000, 1000, Collections.emptyMap());
    }

    private static SampleJob job(int depth) {
        return SampleJob.create(1, depth, 64, 64, Collections.emptyMap());
    }
}
