package pixelforest.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.util.Properties;
import pixelforest.engine.Library;
import pixelforest.image.ImageReader;
import pixelforest.image.ResultStack;
import pixelforest.image.Tiff;

/** Where a command's images go: to a folder or to the screen. */
final class Output {
    static final Option FOLDER = Option.folder("folder", "where to save; empty: show");

    /** Image properties that say how a result was made. */
    static final String COMMAND = "pixelforest.command", MODEL = "pixelforest.model", VERSION = "pixelforest.version",
            SIMD = "pixelforest.simd";

    private final File folder;

    /** The folder that the options name, else the screen. */
    Output(Options options, Context context) throws IOException {
        folder = context.outputFolder(options);
        if (folder != null) {
            options.record("folder", folder.getAbsolutePath());
        }
    }

    /** What every result says about its making. */
    static Properties record(String commandLine) {
        Properties record = new Properties();
        record.setProperty(COMMAND, commandLine);
        record.setProperty(VERSION, Library.version());
        record.setProperty(SIMD, Library.simdLevel());
        return record;
    }

    /** Says of an image that is a copy of another which result it is, and how it was made itself. */
    static void mark(ImagePlus copy, String kind, String commandLine) {
        Properties record = record(commandLine);
        record.stringPropertyNames().forEach(key -> copy.setProp(key, record.getProperty(key)));
        copy.setProp(MODEL, (String) null);
        copy.setProp(ResultStack.TAG, kind);
    }

    /** A file in the folder, or null for the screen. */
    File file(String name) {
        return folder == null ? null : new File(folder, name);
    }

    /** Whether results are shown. */
    boolean isScreen() {
        return folder == null;
    }

    /** Saves a table as CSV, or shows it under a title of its own; returns the path or the title. */
    String put(ResultsTable table, String name) throws IOException {
        if (folder == null) {
            String title = name;
            for (int i = 1; WindowManager.getFrame(title) != null; i++) {
                title = name + "-" + i;
            }
            table.show(title);
            return title;
        }
        ObjectTable.save(table, file(name + ".csv"));
        return file(name + ".csv").getPath();
    }

    /** Saves the image as TIFF under its title, or shows it under a title of its own; returns the path or the title. */
    String put(ImagePlus image) throws IOException {
        if (folder == null) {
            synchronized (Output.class) { // a title is taken once its image is shown
                image.setTitle(ImageReader.freeTitle(image.getTitle()));
                image.show();
                return image.getTitle();
            }
        }
        File file = file(image.getTitle() + ".tif");
        Tiff.save(image, file);
        return file.getPath();
    }
}
