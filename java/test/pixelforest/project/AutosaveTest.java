package pixelforest.project;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AutosaveTest {
    private static final int KILLS = 50;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private File recovery;

    /** Before their folders are deleted. */
    @After
    public void endProcesses() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private File recovery() {
        recovery = new File(folder.getRoot(), "recovery");
        return recovery;
    }

    private static int files(File folder) {
        String[] names = folder.list();
        return names == null ? 0 : names.length;
    }

    @Test
    public void aCleanEndLeavesNothing() {
        ScriptedWork work = new ScriptedWork(1);
        try (Autosave autosave = Autosave.in(recovery())) {
            assertEquals("nothing is written before a change", 0, files(recovery));
            autosave.changed(work.state(), null);
            autosave.flush();
            assertNull(autosave.problem());
            assertEquals("a project and its lock", 2, files(recovery));
            assertTrue("what is in use is not left behind", Recovery.found(recovery).isEmpty());
            autosave.saved();
            assertEquals(0, files(recovery));
            autosave.changed(work.state(), null);
        }
        assertEquals(0, files(recovery));
    }

    @Test
    public void aChangeIsOnTheDiskWithinASecond() throws Exception {
        ScriptedWork work = new ScriptedWork(2);
        try (Autosave autosave = Autosave.in(recovery())) {
            // It goes on changing all the while.
            long end = System.nanoTime() + 1_000_000_000L;
            while (System.nanoTime() < end && files(recovery) < 2) {
                work.work();
                autosave.changed(work.state(), null);
                Thread.sleep(5);
            }
            assertEquals(2, files(recovery));
        }
    }

    @Test
    public void whatCannotBeWrittenIsSaidAndTriedAgain() throws IOException {
        ScriptedWork work = new ScriptedWork(3);
        File taken = folder.newFile("recovery");
        try (Autosave autosave = Autosave.in(taken)) {
            autosave.changed(work.state(), null);
            autosave.flush();
            assertNotNull(autosave.problem());
            assertTrue(taken.delete());
            autosave.changed(work.state(), null);
            autosave.flush();
            assertNull(autosave.problem());
        }
    }

    private Process start(File recoveryFolder, File project, long seed) throws IOException {
        List<String> line = new ArrayList<>();
        Collections.addAll(line, new File(System.getProperty("java.home"), "bin/java").getPath(), "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-Djava.awt.headless=true");
        String library = System.getProperty("pixelforest.library");
        if (library != null) {
            line.add("-Dpixelforest.library=" + library);
        }
        Collections.addAll(line, "-cp", System.getProperty("java.class.path"), ScriptedWork.class.getName(),
                recoveryFolder.getPath(), project.getPath(), Long.toString(seed));
        Process process =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output(seed)).start();
        processes.add(process);
        return process;
    }

    private File output(long seed) {
        return new File(folder.getRoot(), seed + ".txt");
    }

    /** Steps that a process told of, and when. */
    private static List<long[]> told(File output) throws IOException {
        List<long[]> told = new ArrayList<>();
        String text = new String(Files.readAllBytes(output.toPath()), StandardCharsets.ISO_8859_1);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            if (line.matches("[0-9]+ [0-9]+")) { // others are ImageJ's, which misses its colours of groups
                String[] numbers = line.split(" ");
                told.add(new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[1])});
            }
        }
        return told;
    }

    /** Lets a process work, kills it at a random moment, and looks what is left. Returns how old the recovered state is, in seconds. */
    private double killOnce(long seed) throws Exception {
        File own = folder.newFolder("kill" + seed);
        File recoveryFolder = new File(own, "recovery");
        File project = new File(own, "p.pforest");
        Process process = start(recoveryFolder, project, seed);
        File output = output(seed);
        while (told(output).isEmpty() && process.isAlive()) {
            Thread.sleep(20);
        }
        TimeUnit.NANOSECONDS.sleep((long) (new Random(0x9E3779B97F4A7C15L * (seed + 1)).nextDouble() * 3e9));
        assertTrue("seed " + seed + " ended by itself, see " + output, process.isAlive());
        long killed = System.nanoTime();
        process.destroyForcibly().waitFor();
        List<long[]> told = told(output);
        List<Recovery> found = Recovery.found(recoveryFolder);
        long mayMiss = killed - 2_000_000_000L;
        int least = (int) told.stream().filter(line -> line[1] <= mayMiss).count();
        if (found.isEmpty()) {
            assertEquals("seed " + seed + ": nothing was recovered", 0, least);
            assertEquals(0, projects(recoveryFolder));
            return 0;
        }
        assertEquals(1, found.size());
        try (Recovery left = found.get(0)) {
            assertEquals(project, left.project);
            assertEquals("[image.tif, image 1]", left.images.toString());
            assertEquals("[image 1]", left.untitled.toString());
            assertTrue("another does not find it too", Recovery.found(recoveryFolder).isEmpty());
            ProjectState state = left.open().state;
            int step = Integer.parseInt(state.view.get("step"));
            assertTrue("seed " + seed + ": step " + step + " of " + least, step >= least);
            check(seed, step, state);
            assertEquals(left.strokes, state.strokeCount());
            left.discard();
            assertEquals(0, files(recoveryFolder));
            if (project.exists()) {
                ProjectState saved = ProjectStore.open(project).state;
                check(seed, Integer.parseInt(saved.view.get("step")), saved);
            }
            long firstMissing = step < told.size() ? told.get(step)[1] : killed;
            return Math.max(0, killed - firstMissing) / 1e9;
        }
    }

    private static int projects(File folder) {
        String[] names = folder.list((dir, name) -> name.endsWith(".pforest"));
        return names == null ? 0 : names.length;
    }

    /** Holds a state against the same work, done here. */
    private static void check(long seed, int step, ProjectState state) {
        ScriptedWork work = new ScriptedWork(seed);
        for (int i = 0; i < step; i++) {
            work.work();
        }
        ProjectState expected = work.state();
        assertEquals(expected.classes.size(), state.classes.size());
        for (int i = 0; i < 2; i++) {
            List<Roi> a = expected.images.get(i).strokes;
            List<Roi> b = state.images.get(i).strokes;
            assertEquals(a.size(), b.size());
            for (int j = 0; j < a.size(); j++) {
                assertArrayEquals(RoiEncoder.saveAsByteArray(a.get(j)), RoiEncoder.saveAsByteArray(b.get(j)));
            }
        }
    }

    @Test(timeout = 180_000)
    public void aKilledProcessLosesAtMostTwoSeconds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Double>> kills = new ArrayList<>();
            for (int i = 0; i < KILLS; i++) {
                long seed = i;
                kills.add(threads.submit(() -> killOnce(seed)));
            }
            double most = 0;
            for (Future<Double> kill : kills) {
                most = Math.max(most, result(kill));
            }
            System.out.println("Autosave: killed " + KILLS + " times, at most " + most + " s of work were lost");
        } finally {
            threads.shutdownNow();
            endProcesses();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static double result(Future<Double> kill) throws Exception {
        try {
            return kill.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw e;
        }
    }

    @Test
    public void aRunningProcessKeepsItsFile() throws Exception {
        File project = new File(folder.getRoot(), "p.pforest");
        Process process = start(recovery(), project, 99);
        try {
            long end = System.nanoTime() + 20_000_000_000L;
            while (projects(recovery) == 0 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertEquals(1, projects(recovery));
            assertTrue("it lives", Recovery.found(recovery).isEmpty());
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<Recovery> found = Recovery.found(recovery);
        assertEquals(1, found.size());
        found.get(0).close();
        found = Recovery.found(recovery);
        assertEquals("what was left for later is found again", 1, found.size());
        found.get(0).discard();
        assertEquals(0, files(recovery));
    }
}
