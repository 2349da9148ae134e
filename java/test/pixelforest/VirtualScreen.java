package pixelforest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Runs a program of the tests in a Java of its own on a virtual screen; it prints "finished" last when all is well. */
public final class VirtualScreen {
    private VirtualScreen() {}

    /**
     * Runs a program that has one argument, a folder.
     *
     * @param size of the screen, as in 1280x800
     * @param managed whether a window manager runs, which gives the focus to windows
     */
    public static void run(Class<?> program, File folder, File home, String size, boolean managed, String... more)
            throws Exception {
        List<String> java = new ArrayList<>(Arrays.asList(
                new File(System.getProperty("java.home"), "bin/java").getPath(), "-Duser.home=" + home,
                "-cp", System.getProperty("java.class.path"), program.getName(), folder.getPath()));
        java.addAll(Arrays.asList(more));
        List<String> command = new ArrayList<>(Arrays.asList("timeout", "300", "xvfb-run", "-a", "-s",
                "-screen 0 " + size + "x24"));
        if (managed) {
            command.addAll(Arrays.asList("sh", "-c", "openbox >/dev/null 2>&1 & exec \"$@\"", "sh"));
        }
        command.addAll(java);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            System.out.println("skipped: there is no xvfb-run");
            return;
        }
        String said;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), "UTF-8"))) {
            said = reader.lines().collect(Collectors.joining("\n"));
        }
        assertEquals(said, 0, process.waitFor());
        assertTrue(said, Arrays.asList(said.split("\n")).contains("finished"));
    }
}
