package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.junit.Test;

public class FailureTest {
    @Test
    public void aDialogThatImagejCancelsIsNoDefect() {
        RuntimeException cancelled = new RuntimeException(ij.Macro.MACRO_CANCELED);
        assertEquals(Outcome.Status.CANCELLED, Failure.outcome("train", cancelled, false).status);
    }

    @Test
    public void eachExceptionHasItsStatusAndText() {
        check(Outcome.Status.BAD_OPTIONS, "no such option", new OptionException("no such option"));
        check(Outcome.Status.CANCELLED, "cancelled", new CancellationException());
        check(Outcome.Status.FAILED, "NaN at x=1", new IllegalArgumentException("NaN at x=1"));
        check(Outcome.Status.FAILED, "disk full", new IOException("disk full"));
        check(Outcome.Status.FAILED, "disk full", new UncheckedIOException(new IOException("disk full")));
        check(Outcome.Status.FAILED, "not enough memory: a block", new OutOfMemoryError("not enough memory: a block"));
    }

    @Test
    public void whatNobodyForesawSaysSoAndWhere() {
        Outcome outcome = Failure.outcome("train", new NullPointerException("x"), false);
        assertTrue(outcome.message, outcome.message.startsWith("a defect of Pixel Forest, please report: "));
        assertTrue(outcome.message, outcome.message.contains("FailureTest"));
        Outcome heap = Failure.outcome("train", new OutOfMemoryError("Java heap space"), false);
        assertTrue(heap.message, heap.message.contains("Edit > Options > Memory"));
    }

    @Test
    public void onErrorIsFoundInAnyText() {
        assertTrue(Failure.returns("on_error=return"));
        assertTrue(Failure.returns("image=[a b on_error=return"));
        assertTrue(Failure.returns("image=a on_error=[return] x"));
        assertFalse(Failure.returns("on_error=abort"));
        assertFalse(Failure.returns("xon_error=return"));
        assertFalse(Failure.returns("on_error=returns"));
    }

    private static void check(Outcome.Status status, String message, Throwable e) {
        Outcome outcome = Failure.outcome("train", e, false);
        assertEquals(status, outcome.status);
        assertEquals(message, outcome.message);
        assertEquals("error=" + message + "\n", outcome.text);
        assertTrue(outcome.stopsCaller());
        assertFalse(Failure.outcome("train", e, true).stopsCaller());
    }
}
