package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import ij.Macro;
import ij.Menus;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A value arrives as it was given, through ImageJ's macro language, other languages and the shell. */
public class RoundTripTest {
    private static final int ROUNDS = 3000;

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    /** What {@link Probe} or {@link #take} got. */
    private static String taken;

    private Field menu;
    private Object before;

    /** A command of ImageJ's menu that keeps its options. */
    public static final class Probe implements PlugIn {
        @Override
        public void run(String name) {
            taken = Macro.getOptions();
        }
    }

    /** For call(). */
    public static String take(String options) {
        taken = options;
        return options;
    }

    /** A menu without a screen, so that run() works. */
    @Before
    public void addProbeToMenu() throws Exception {
        menu = Menus.class.getDeclaredField("pluginsTable");
        menu.setAccessible(true);
        before = menu.get(null);
        menu.set(null, new Hashtable<>(Collections.singletonMap("Probe...", Probe.class.getName())));
    }

    @After
    public void restoreMenu() throws Exception {
        menu.set(null, before);
    }

    @Test
    public void theRecordersLineRunsWithTheSameOptions() {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> options = RandomOptions.next(random);
            taken = null;
            new Interpreter().run(Recording.line("Probe...", Grammar.format(options), false), "");
            assertEquals(options, Grammar.parse(taken));
        }
    }

    @Test
    public void callPassesTheSameOptions() {
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> options = RandomOptions.next(random);
            String line = Grammar.format(options);
            taken = null;
            new Interpreter().run("s = " + Recording.literal(line) + ";\n"
                    + "if (call('" + RoundTripTest.class.getName() + ".take', s) != s) exit('changed');\n", "");
            assertEquals(options, Grammar.parse(taken));
        }
    }

    /** JavaScript, BeanShell and Python read these constants as Java does; Java is there to try it. */
    @Test
    public void theRecordersLineIsJava() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            System.out.println("skipped: there is no Java compiler");
            return;
        }
        Random random = new Random(3);
        List<Map<String, String>> all = new ArrayList<>();
        StringBuilder code = new StringBuilder("public class Recorded {\n  static class IJ {\n"
                + "    static void run(String command, String options) { LINES.add(options); }\n  }\n"
                + "  public static final java.util.List<String> LINES = new java.util.ArrayList<>();\n  static {\n");
        for (int i = 0; i < 500; i++) {
            all.add(RandomOptions.next(random));
            code.append("    ").append(Recording.line("Probe...", Grammar.format(all.get(i)), true));
        }
        Path source = temporary.getRoot().toPath().resolve("Recorded.java");
        Files.write(source, code.append("  }\n}\n").toString().getBytes("UTF-8"));
        assertEquals(0, compiler.run(null, null, null, "-encoding", "UTF-8", source.toString()));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {temporary.getRoot().toURI().toURL()})) {
            List<?> lines = (List<?>) loader.loadClass("Recorded").getField("LINES").get(null);
            for (int i = 0; i < all.size(); i++) {
                assertEquals(all.get(i), Grammar.parse((String) lines.get(i)));
            }
        }
    }

    /** The script, a new Java, and a message that repeats the value. */
    @Test
    public void theShellPassesValuesVerbatim() throws Exception {
        File script = new File("bin/pixel-forest").getAbsoluteFile();
        if (File.separatorChar != '/' || !script.canExecute()) {
            System.out.println("skipped: there is no shell for " + script);
            return;
        }
        File home = temporary.newFolder("a Fiji");
        jar(new File(home, "ij.jar"), ij.IJ.class);
        assertTrue(new File(home, "plugins").mkdir());
        jar(new File(home, "plugins/Pixel_Forest-0.jar"), pixelforest.Main.class);
        for (String value : Arrays.asList("my \"file\".tif", "a=b 'c' \\n $HOME `ls` *", "[a b]c", "caf\u00e9 \u2192", "#&|")) {
            ProcessBuilder builder = new ProcessBuilder(script.getPath(), "train", "forest=" + value, "model=m");
            builder.environment().put("PIXEL_FOREST_FIJI", home.getPath());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("LC_ALL", "C"); // as in batch jobs
            builder.redirectErrorStream(true);
            Process process = builder.start();
            String said = text(process.getInputStream());
            assertEquals(said, 2, process.waitFor());
            assertEquals("Pixel Forest Train: forest=" + value + " is unknown: use extra or random\n", said);
        }
    }

    /** A jar that stands for where a class was loaded from. */
    private static void jar(File file, Class<?> example) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH,
                example.getProtectionDomain().getCodeSource().getLocation().toString());
        new JarOutputStream(Files.newOutputStream(file.toPath()), manifest).close();
    }

    private static String text(InputStream in) throws Exception {
        StringBuilder text = new StringBuilder();
        try (java.io.Reader reader = new java.io.InputStreamReader(in, "UTF-8")) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
