package pixelforest.command;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import ij.IJ;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.engine.Lines;
import pixelforest.engine.OpenHandles;

/** Many commands in one process, one after the other and at once. */
public class ManyCallsTest {
    private static final int CALLS = 200;

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    @BeforeClass
    public static void makeModels() {
        for (int seed = 1; seed <= 2; seed++) {
            String folder = folder(seed);
            call("sample", "size=128x128x12 seed=" + seed + " folder=[" + folder + "]");
            call("train", "image=[" + folder + "/sample.tif] features=gaussian:1,2 trees=" + 10 * seed
                    + " seed=" + seed + " model=[" + folder + "/m.pforest]");
        }
    }

    /** A call holds 0.75 MB of pixels and 1.5 MB of probabilities in native memory, and as much in Java's heap. */
    @Test
    public void memoryStaysFlat() throws Exception {
        Path status = Paths.get("/proc/self/status");
        assumeTrue("the size of the process is known on Linux only", Files.exists(status));
        Usage before = usageAfter(CALLS / 4, status);
        Usage after = usageAfter(CALLS, status);
        String grown = CALLS + " calls: heap " + before.heap + " to " + after.heap + " bytes, other memory "
                + before.other + " to " + after.other;
        System.out.println(grown);
        assertTrue(grown, after.heap - before.heap < 4 << 20);
        assertTrue(grown, after.other - before.other < 80 << 20);
        assertEquals(before.handles, after.handles);
    }

    /** What is held after calls: the least of a few looks, since the collector gives memory back in its own time. */
    private static Usage usageAfter(int calls, Path status) throws Exception {
        Usage least = new Usage();
        for (int i = 1; i <= calls; i++) {
            apply(1);
            if (i > calls - 5) {
                System.gc();
                MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
                long resident = Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).findFirst().getAsLong();
                least.heap = Math.min(least.heap, heap.getUsed());
                least.other = Math.min(least.other, resident - heap.getCommitted());
                least.handles = Math.min(least.handles, OpenHandles.count());
            }
        }
        return least;
    }

    private static final class Usage {
        long heap = Long.MAX_VALUE, other = Long.MAX_VALUE;
        int handles = Integer.MAX_VALUE;
    }

    @Test
    public void commandsAtOnceAreAllRight() throws Exception {
        Object[][] alone = {apply(1), apply(2)};
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Object[]>> running = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int seed = 1 + i % 2;
                running.add(threads.submit(() -> apply(seed)));
            }
            for (int i = 0; i < running.size(); i++) {
                assertArrayEquals("call " + i, alone[i % 2], running.get(i).get());
            }
        } finally {
            threads.shutdown();
        }
    }

    /** The planes of the probabilities that a model of its own gives for an image of its own. */
    private static Object[] apply(int seed) throws Exception {
        File results = Files.createTempDirectory(FOLDER.getRoot().toPath(), "results").toFile();
        String folder = folder(seed);
        Map<String, String> result = call("apply", "model=[" + folder + "/m.pforest] image=[" + folder + "/sample.tif]"
                + " threads=2 folder=[" + results + "]");
        Object[] planes = IJ.openImage(result.get("probabilities")).getStack().getImageArray();
        for (File file : results.listFiles()) {
            assertTrue(file.delete());
        }
        return Arrays.copyOf(planes, 2 * 12);
    }

    private static String folder(int seed) {
        return new File(FOLDER.getRoot(), "seed " + seed).getPath();
    }

    private static Map<String, String> call(String command, String options) {
        Map<String, String> result = Lines.parse(pixelforest.Macro.run(command, options));
        assertEquals(result.toString(), null, result.get("error"));
        return result;
    }
}
