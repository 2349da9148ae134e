package pixelforest.command;

import ij.IJ;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import pixelforest.engine.Library;

/** Says what a report of a defect should say, and whether the library works. */
final class DiagnosticsCommand extends Command {
    DiagnosticsCommand() {
        super("diagnostics", "Says which versions, processor and memory there are, and tests the native library.");
    }

    @Override
    Map<String, String> results() {
        return meanings(
                "plugin", "version of the plugin",
                "library", "version of the native library, or why it cannot be loaded",
                "library_path", "where the native library was loaded from",
                "simd", "which of the processor's instructions it uses",
                "imagej", "version of ImageJ",
                "bio_formats", "version of Bio-Formats, or none",
                "java", "version and maker of Java",
                "system", "system and processor",
                "processors", "how many threads run at once; the default of threads",
                "java_memory_mb", "used and largest memory of Java: images",
                "system_memory_mb", "free and whole memory of the system: the native library",
                "self_test", "passed, or what failed in a small training");
    }

    @Override
    Map<String, String> run(Options options, Context context) {
        Map<String, String> result = new LinkedHashMap<>();
        String plugin = DiagnosticsCommand.class.getPackage().getImplementationVersion();
        result.put("plugin", plugin == null ? "not from a jar" : plugin);
        result.put("library", orFailure(Library::version));
        result.put("library_path", orFailure(Library::location));
        result.put("simd", orFailure(Library::simdLevel));
        result.put("imagej", IJ.getVersion());
        result.put("bio_formats", bioFormats());
        result.put("java", property("java.version") + " (" + property("java.vendor") + ")");
        result.put("system", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        Runtime java = Runtime.getRuntime();
        result.put("processors", Integer.toString(java.availableProcessors()));
        result.put("java_memory_mb",
                (java.totalMemory() - java.freeMemory() >> 20) + " of " + (java.maxMemory() >> 20) + " used");
        result.put("system_memory_mb", systemMemory());
        result.put("self_test", SelfTest.run());
        return result;
    }

    private static String orFailure(Supplier<String> value) {
        try {
            return value.get();
        } catch (RuntimeException | LinkageError e) {
            return e.getMessage();
        }
    }

    private static String property(String key) {
        return System.getProperty(key);
    }

    private static String systemMemory() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (!(system instanceof com.sun.management.OperatingSystemMXBean)) {
            return "unknown";
        }
        com.sun.management.OperatingSystemMXBean memory = (com.sun.management.OperatingSystemMXBean) system;
        return (memory.getFreePhysicalMemorySize() >> 20) + " of " + (memory.getTotalPhysicalMemorySize() >> 20)
                + " free, caches not counted as free";
    }

    private static String bioFormats() {
        try {
            Class<?> tools = IJ.getClassLoader().loadClass("loci.formats.FormatTools");
            return String.valueOf(tools.getField("VERSION").get(null));
        } catch (ReflectiveOperationException | LinkageError e) {
            return "none";
        }
    }
}
