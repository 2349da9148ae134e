package pixelforest.command;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.Macro;
import pixelforest.engine.Lines;

public class RunnerTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void aThreadReadsItsOwnLastResult() throws Exception {
        String mine = Macro.run("sample", "one=1 on_error=return");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            assertEquals("one that ran none reads the last of all", mine, other.submit(Macro::result).get());
            String others = other.submit(() -> Macro.run("sample", "two=2 on_error=return")).get();
            assertEquals(mine, Macro.result());
            assertEquals(others, other.submit(Macro::result).get());
        } finally {
            other.shutdown();
        }
    }

    @Test
    public void twoCommandsAtOnceAreBothRight() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<byte[]> one = threads.submit(() -> sample(1, "at once 1"));
            Future<byte[]> two = threads.submit(() -> sample(2, "at once 2"));
            assertArrayEquals(sample(1, "alone 1"), one.get());
            assertArrayEquals(sample(2, "alone 2"), two.get());
        } finally {
            threads.shutdown();
        }
    }

    private byte[] sample(int seed, String name) throws Exception {
        File folder = new File(temporary.getRoot(), name);
        Map<String, String> result =
                Lines.parse(Macro.run("sample", "size=64x64x16 seed=" + seed + " folder=[" + folder + "]"));
        assertEquals(new File(folder, "sample.tif").getPath(), result.get("image"));
        return Files.readAllBytes(new File(result.get("truth")).toPath());
    }

    /** Keys of results are documented, where a person looks for them. */
    @Test
    public void everyKeyOfAResultIsDocumented() throws Exception {
        String folder = "folder=[" + temporary.getRoot() + "]";
        String sample = "image=[" + temporary.getRoot() + "/sample.tif]";
        String model = "model=[" + temporary.getRoot() + "/m.pforest]";
        run("sample", "size=64x64x8 " + folder);
        run("train", sample + " " + model + " trees=5");
        run("train", sample + " " + model + " trees=5 forest=random features=gaussian:1");
        run("apply", sample + " " + model + " results=probabilities,mask " + folder);
        run("features", sample + " features=gaussian:1,2 " + folder);
        String truth = "[" + temporary.getRoot() + "/sample_truth.tif]";
        run("evaluate", "labels=" + truth + " truth=" + truth);
        run("diagnostics", "");
    }

    private static void run(String name, String options) {
        Map<String, String> documented = Commands.get(name).results();
        for (String key : Lines.parse(Macro.run(name, options)).keySet()) {
            boolean isOneOfSeveral = documented.containsKey(key.replaceFirst("\\..*", ".CLASS"))
                    || name.equals("apply") && Commands.get(name).options.stream()
                            .anyMatch(option -> option.key.equals("results") && option.words.contains(key));
            assertTrue(name + " " + key, key.equals("seconds") || documented.containsKey(key) || isOneOfSeveral);
        }
    }
}
