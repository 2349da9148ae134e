package pixelforest.image;

import ij.IJ;
import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Opens files with Bio-Formats, the plugin that reads microscopes' formats, where it is installed. It is called by
 * reflection, since ImageJ has no Bio-Formats and Fiji brings its own.
 */
final class BioFormats {
    private static final String MISSING = "Bio-Formats is missing: use Fiji, which has it, or put "
            + "bioformats_package.jar into ImageJ's plugins folder";

    private final ClassLoader loader;

    private BioFormats(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Bio-Formats as a class loader sees it.
     *
     * @throws IOException where it is not installed; says how to get it
     */
    static BioFormats in(ClassLoader loader) throws IOException {
        try {
            loader.loadClass("loci.plugins.in.ImportProcess");
            return new BioFormats(loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IOException(MISSING, e);
        }
    }

    /** Where plugins are found: as this one, else as ImageJ finds its own. */
    static ClassLoader installed() {
        ClassLoader ours = BioFormats.class.getClassLoader();
        return ours.getResource("loci/plugins/in/ImportProcess.class") != null ? ours : IJ.getClassLoader();
    }

    /**
     * Opens one image of a file, without dialogs and without showing it. An image that would fill more than half of
     * the free memory becomes a virtual stack.
     *
     * @param series number of the image in the file, from 1; 0 is the first
     * @throws IllegalArgumentException where the file has fewer images
     * @throws IOException where Bio-Formats cannot read the file
     */
    ImagePlus open(File file, int series) throws IOException {
        try {
            Object users = make("ImporterOptions");
            call(users, "loadOptions");
            try {
                return read(file, series);
            } finally {
                call(users, "saveOptions"); // an import makes its options the defaults of Bio-Formats' dialog
            }
        } catch (ReflectiveOperationException e) {
            throw failure(file, e instanceof InvocationTargetException ? e.getCause() : e);
        } catch (LinkageError e) {
            throw failure(file, e);
        }
    }

    private ImagePlus read(File file, int series) throws ReflectiveOperationException {
        Object options = make("ImporterOptions");
        call(options, "setId", file.getPath());
        call(options, "setQuiet", true);
        call(options, "setWindowless", true);
        call(options, "setAutoscale", false); // it reads all pixels
        call(options, "setStackOrder", "XYCZT");
        call(options, "setSeriesOn", Math.max(series, 1) - 1, true);
        Object process = make("ImportProcess", options);
        if (!(boolean) call(process, "execute")) {
            return null;
        }
        boolean keepsFileOpen = false;
        try {
            int count = (int) call(process, "getSeriesCount");
            if (series > count) {
                throw new IllegalArgumentException("series=" + series + ": " + file + " has "
                        + (count == 1 ? "one image" : count + " images: choose from 1 to " + count));
            }
            boolean virtual = (long) call(process, "getMemoryUsage") > Memory.free() / 2;
            call(options, "setVirtual", virtual);
            ImagePlus image = ((ImagePlus[]) call(make("ImagePlusReader", process), "openImagePlus"))[0];
            Object reader = call(process, "getReader");
            Origin.set(image, file, count, virtual ? () -> close(reader) : null);
            keepsFileOpen = virtual;
            return image;
        } finally {
            if (!keepsFileOpen) {
                call(call(process, "getReader"), "close");
            }
        }
    }

    private static void close(Object reader) {
        try {
            call(reader, "close");
        } catch (ReflectiveOperationException e) {
            IJ.log("Bio-Formats cannot close a file: " + e.getCause());
        }
    }

    private static IOException failure(File file, Throwable e) {
        if (e.getClass().getName().equals("loci.formats.UnknownFormatException")) {
            return new IOException(file + " is not an image that ImageJ or Bio-Formats can open", e);
        }
        boolean other = e instanceof LinkageError || e instanceof ReflectiveOperationException;
        String reason = other ? "this version of it does not suit (" + e + "); update it with Help > Update..."
                : e.getMessage() == null ? e.toString() : e.getMessage().trim().split("\\R", 2)[0];
        return new IOException("Bio-Formats cannot open " + file + ": " + reason, e);
    }

    private Object make(String name, Object... arguments) throws ReflectiveOperationException {
        Class<?>[] types = new Class<?>[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i].getClass();
        }
        return loader.loadClass("loci.plugins.in." + name).getConstructor(types).newInstance(arguments);
    }

    private static Object call(Object target, String name, Object... arguments) throws ReflectiveOperationException {
        Class<?>[] types = new Class<?>[arguments.length];
        for (int i = 0; i < types.length; i++) {
            Class<?> type = arguments[i].getClass();
            types[i] = type == Boolean.class ? boolean.class : type == Integer.class ? int.class : type;
        }
        Method method = target.getClass().getMethod(name, types);
        return method.invoke(target, arguments);
    }
}
