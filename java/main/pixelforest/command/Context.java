package pixelforest.command;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.io.OpenDialog;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import pixelforest.engine.Job;
import pixelforest.image.ImageReader;

/** Where a command runs: what relative paths start from, whether there is a screen, and a person before it. */
final class Context {
    private final File folder;
    private final boolean hasScreen;
    private final boolean isInteractive;
    /** Who follows commands instead of ImageJ's status bar, or null. */
    private final Follower follower;

    private Context(File folder, boolean hasScreen, boolean isInteractive, Follower follower) {
        this.follower = follower;
        this.folder = folder;
        this.hasScreen = hasScreen;
        this.isInteractive = isInteractive;
    }

    /** In ImageJ, started by a person in the menu: as {@link #imagej}, and the person may be asked. */
    static Context menu() {
        return new Context(imagej().folder, true, true, null);
    }

    /** In ImageJ, for a macro or script: paths start from the current image's folder, else from ImageJ's default one. */
    static Context imagej() {
        String path = IJ.getDirectory("image");
        path = path == null || path.isEmpty() ? OpenDialog.getDefaultDirectory() : path;
        path = path == null || path.isEmpty() ? System.getProperty("user.dir") : path;
        return new Context(new File(path), !GraphicsEnvironment.isHeadless(), false, null);
    }

    /** In a window of Pixel Forest, which shows progress itself; otherwise as {@link #imagej}. */
    static Context window(Follower follower) {
        Context imagej = imagej();
        return new Context(imagej.folder, imagej.hasScreen, false, follower);
    }

    /** In a shell: paths start from the working directory. */
    static Context shell() {
        return new Context(new File(System.getProperty("user.dir")), false, false, null);
    }

    /** Whether a person started the command in the menu and can be asked. */
    boolean isInteractive() {
        return isInteractive;
    }

    /** Bytes that jobs will need. A person is told; a macro reads it in the result, and its Log stays its own. */
    long forecast(Command command, Job... jobs) {
        long bytes = Arrays.stream(jobs).mapToLong(Job::forecastBytes).sum();
        if (isInteractive || IJ.debugMode) {
            IJ.log(Command.title(command.name) + ": needs about " + (bytes >> 20) + " MB");
        }
        return bytes;
    }

    /** An open image of this title, else the image in this file; the current image where the name is empty. */
    ImagePlus image(String titleOrPath) throws IOException {
        return image(titleOrPath, 0);
    }

    /** As image(titleOrPath); of a file that has several images the one of a number from 1, 0 for the first. */
    ImagePlus image(String titleOrPath, int series) throws IOException {
        if (!titleOrPath.isEmpty()) {
            return ImageReader.open(titleOrPath, folder, series);
        }
        ImagePlus current = WindowManager.getCurrentImage();
        if (current == null) {
            throw new OptionException("option image is needed, since no image is open: a title or a file");
        }
        ImageReader.checkNoSeries(current, series);
        return current;
    }

    File file(String path) {
        File file = new File(path);
        return file.isAbsolute() ? file : new File(folder, path);
    }

    /** A file to be read. */
    File source(String path) throws IOException {
        File source = file(path);
        if (source.isDirectory()) {
            throw new IOException(source + " is a folder: name a file in it");
        }
        if (!source.exists()) {
            throw new IOException("there is no file " + source);
        }
        return source;
    }

    /** Values with files by their absolute paths, so that a record of them means the same another time. */
    Map<String, String> lasting(Command command, Map<String, String> values) {
        Map<String, String> lasting = new LinkedHashMap<>(values);
        for (Option option : command.options) {
            lasting.computeIfPresent(option.key, (key, value) -> {
                if (option.kind.isPath()) {
                    return file(value).getPath();
                }
                if (option.kind == Option.Kind.ANNOTATIONS) {
                    return lastingAnnotations(value);
                }
                return option.kind == Option.Kind.IMAGES
                        ? Images.split(value).stream().map(this::lastingImage).collect(Collectors.joining("|"))
                        : option.kind.isImage() ? lastingImage(value) : value;
            });
        }
        return lasting;
    }

    /** Where strokes are, with files by their whole paths. */
    String lastingAnnotations(String value) {
        return Images.split(value).stream().map(name -> Drawing.isWord(name) ? name : lastingImage(name))
                .collect(Collectors.joining("|"));
    }

    private String lastingImage(String name) {
        return !OpenImages.isOpen(name) && file(name).isFile() ? file(name).getPath() : name;
    }

    /** A file to be written; refuses early what would fail only after long work. */
    File target(String path) throws IOException {
        File target = file(path);
        checkFolder(target.getAbsoluteFile().getParentFile());
        if (target.isDirectory()) {
            throw new IOException("cannot write " + target + ": it is a folder; add a file name");
        }
        return target;
    }

    /** The folder that results are saved in, or null where they are shown. */
    File outputFolder(Options options) throws IOException {
        if (options.has("folder")) {
            File output = file(options.text("folder"));
            File existing = output.getAbsoluteFile();
            while (!existing.exists() && existing.getParentFile() != null) {
                existing = existing.getParentFile();
            }
            checkFolder(existing);
            if (!output.exists() && !output.mkdirs()) {
                throw new IOException("cannot make the folder " + output + " in " + existing);
            }
            return output;
        }
        if (!hasScreen) {
            throw new OptionException("option folder is needed, since there is no screen to show the result on: "
                    + "folder=... is where to save it");
        }
        return null;
    }

    private static void checkFolder(File folder) throws IOException {
        if (folder.isFile()) {
            throw new IOException(folder + " is a file, not a folder: name another folder");
        }
        if (!folder.isDirectory()) {
            throw new IOException("the folder " + folder + " does not exist: create it first");
        }
        if (!folder.canWrite()) {
            throw new IOException("no permission to write into the folder " + folder);
        }
    }

    /** Shows the progress of jobs until closed, and cancels them when the user presses Esc or this thread is interrupted. */
    Watch watch(Command command, Job... jobs) {
        return new Watch(Command.title(command.name), follower, jobs);
    }
}
