package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.macro.Interpreter;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Failures at every door; what commands do when all is well is tested where the native library is. */
public class DoorsTest {
    private static final String UNKNOWN = "option foldr is unknown: did you mean folder?";

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int shell(String... arguments) throws Exception {
        out.reset();
        err.reset();
        return new ShellDoor(new PrintStream(out, true, "UTF-8"), new PrintStream(err, true, "UTF-8")).run(arguments);
    }

    @Test
    public void theShellTellsWrongOptionsFromFailures() throws Exception {
        assertEquals(2, shell("sample", "foldr=x"));
        assertEquals("Pixel Forest Sample: " + UNKNOWN + System.lineSeparator(), err.toString("UTF-8"));
        assertEquals("", out.toString("UTF-8"));

        assertEquals(2, shell("smple"));
        assertEquals("Pixel Forest: command smple is unknown: did you mean sample?" + System.lineSeparator(),
                err.toString("UTF-8"));
        assertEquals(2, shell(""));
        assertError("Pixel Forest: command  is unknown: there are train, apply");

        File file = temporary.newFile("a");
        for (String folder : new String[] {file.getPath(), file + "/b/c"}) {
            assertEquals(1, shell("sample", "folder=" + folder));
            assertError(file + " is a file, not a folder: name another folder");
        }
        assertEquals(1, shell("info", "model=" + temporary.getRoot()));
        assertError(temporary.getRoot() + " is a folder: name a file in it");
        assertEquals(1, shell("info", "model=" + file + "/b"));
        assertError("there is no file " + file + "/b");
    }

    @Test
    public void theShellRefusesToShow() throws Exception {
        assertEquals(2, shell("sample"));
        assertError("option folder is needed, since there is no screen");
    }

    @Test
    public void theShellGivesErrorsAsTextWhenAsked() throws Exception {
        assertEquals(2, shell("sample", "foldr=x", "on_error=return"));
        assertEquals("error=" + UNKNOWN + "\n", out.toString("UTF-8"));
    }

    @Test
    public void theShellHelps() throws Exception {
        assertEquals(0, shell());
        assertTrue(out.toString("UTF-8").contains("train "));
        assertEquals(0, shell("train", "--help"));
        assertTrue(out.toString("UTF-8").contains("min_samples_leaf"));
    }

    @Test
    public void callReturnsErrorsWhenAskedAndThrowsOutsideMacros() {
        assertEquals("error=" + UNKNOWN + "\n", pixelforest.Macro.run("sample", "foldr=x on_error=return"));
        assertEquals("error=" + UNKNOWN + "\n", pixelforest.Macro.result());
        String malformed = pixelforest.Macro.run("sample", "folder=[x on_error=return");
        assertTrue(malformed, malformed.startsWith("error=the bracket after folder= is not closed"));
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> pixelforest.Macro.run("sample", "foldr=x"));
        assertEquals("Pixel Forest Sample: " + UNKNOWN, e.getMessage());
    }

    @Test
    public void aFailureInCallStopsTheMacro() throws Exception {
        File before = new File(temporary.getRoot(), "before.txt");
        File after = new File(temporary.getRoot(), "after.txt");
        String macro = "File.saveString('x', '" + path(before) + "');\n"
                + "for (i = 0; i < 2; i++) {\n"
                + "  result = call('pixelforest.Macro.run', 'sample', 'foldr=x');\n"
                + "  File.saveString('x', '" + path(after) + "');\n"
                + "}\n"
                + "File.saveString('x', '" + path(after) + "');\n";
        new Interpreter().run(macro, "");
        assertTrue(before.exists());
        assertFalse("the macro went on after the failure", after.exists());
    }

    /** What another macro waits in; called by it. */
    public static String await() throws InterruptedException {
        started.countDown();
        goOn.await();
        return "";
    }

    private static CountDownLatch started;
    private static CountDownLatch goOn;

    @Test
    public void aFailureDoesNotStopAnotherMacro() throws Exception {
        started = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
        File end = new File(temporary.getRoot(), "end.txt");
        Thread other = new Thread(() -> new Interpreter().run("call('" + DoorsTest.class.getName() + ".await');\n"
                + "File.saveString('x', '" + path(end) + "');\n", ""), "Other_Macro$");
        other.start();
        started.await();
        File error = new File(temporary.getRoot(), "error.txt");
        new Interpreter().run("result = call('pixelforest.Macro.run', 'sample', 'foldr=x');\n"
                + "File.saveString(result, '" + path(error) + "');\n", "");
        assertThrows(IllegalStateException.class, () -> pixelforest.Macro.run("sample", "foldr=x"));
        goOn.countDown();
        other.join();
        assertTrue("the other macro was stopped", end.exists());
        assertTrue(new String(Files.readAllBytes(error.toPath()), "UTF-8").startsWith("error="));
    }

    @Test
    public void theShellTakesAWholeLine() throws Exception {
        assertEquals(2, shell("sample size=[8 x 8] foldr=[a b]"));
        assertError(UNKNOWN);
    }

    @Test
    public void aMacroCanReadTheErrorAsAList() throws Exception {
        File written = new File(temporary.getRoot(), "error.txt");
        String macro = "result = call('pixelforest.Macro.run', 'sample', 'foldr=x on_error=return');\n"
                + "List.setList(result);\n"
                + "File.saveString(List.get('error'), '" + path(written) + "');\n";
        new Interpreter().run(macro, "");
        assertEquals(UNKNOWN, new String(Files.readAllBytes(written.toPath()), "UTF-8").trim());
    }

    private void assertError(String part) throws Exception {
        assertTrue(err.toString("UTF-8"), err.toString("UTF-8").contains(part));
    }

    private static String path(File file) {
        return file.getPath().replace('\\', '/');
    }
}
