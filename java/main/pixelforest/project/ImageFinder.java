package pixelforest.project;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pixelforest.engine.FingerprintJob;
import pixelforest.engine.ProjectFile;
import pixelforest.image.ImageReader;
import pixelforest.image.ImageSource;
import pixelforest.image.Origin;

/**
 * Finds a project's images: at their relative path, at their absolute path, then by their names in the project's folder
 * and those below it, and in the folders where other images were found. An image is known by its shape and fingerprint.
 */
final class ImageFinder {
    /** How deep below the project's folder, and in how many files and folders at most, an image is searched. */
    private static final int DEPTH = 6, MOST = 50_000;

    private final int[] channels;

    ImageFinder(Map<String, String> settings) {
        String wanted = settings.getOrDefault("channels", "");
        boolean numbers = wanted.matches("\\s*[1-9][0-9]{0,5}(\\s*,\\s*[1-9][0-9]{0,5})*\\s*");
        channels = numbers ? Arrays.stream(wanted.split(",")).mapToInt(n -> Integer.parseInt(n.trim())).toArray() : null;
    }

    /** What became of each image. */
    List<FoundImage> find(List<ProjectFile.Image> images, File folder) {
        List<FoundImage> found = new ArrayList<>();
        Set<File> folders = new LinkedHashSet<>();
        for (ProjectFile.Image image : images) {
            FoundImage at = look(image, places(image, folder));
            if (at.image != null && at.file != null) {
                folders.add(at.file.getParentFile());
            }
            found.add(at);
        }
        for (int i = 0; i < found.size(); i++) {
            ProjectFile.Image image = images.get(i);
            if (found.get(i).image == null && mayBeFile(image)) {
                FoundImage elsewhere = look(image, searched(image, folder, folders));
                if (elsewhere.image != null) {
                    folders.add(elsewhere.file.getParentFile());
                    found.set(i, FoundImage.of(elsewhere.image, elsewhere.file, true));
                } else if (found.get(i).problem.isEmpty()) {
                    found.set(i, elsewhere.problem.isEmpty() ? FoundImage.missing(missing(image, folder)) : elsewhere);
                }
            } else if (found.get(i).image == null) {
                found.set(i, FoundImage.missing(missing(image, folder)));
            }
        }
        return found;
    }

    /** Where the project says that an image is. */
    private static Set<File> places(ProjectFile.Image image, File folder) {
        Set<File> places = new LinkedHashSet<>();
        if (mayBeFile(image)) {
            File path = new File(image.path);
            places.add((path.isAbsolute() ? path : new File(folder, image.path)).toPath().normalize().toFile());
        }
        if (!image.absolutePath.isEmpty()) {
            places.add(new File(image.absolutePath));
        }
        return places;
    }

    /** Whether an image that has no absolute path may be a file: `train` names files by their relative path alone. */
    private static boolean mayBeFile(ProjectFile.Image image) {
        try {
            return !image.path.isEmpty() && new File(image.path).toPath().getFileName() != null;
        } catch (java.nio.file.InvalidPathException title) {
            return false;
        }
    }

    /** The first place that holds the image; else the first reason why one does not, empty where there is no such file. */
    private FoundImage look(ProjectFile.Image image, Set<File> places) {
        String problem = "";
        for (File place : places) {
            if (place.isFile()) {
                FoundImage at = check(image.shape, image.fingerprint, place);
                if (at.image != null) {
                    return at;
                }
                problem = problem.isEmpty() ? at.problem : problem;
            }
        }
        if (image.absolutePath.isEmpty()) {
            ImagePlus open = openTitled(image.path);
            if (open != null) {
                String why = difference(open, image.shape, image.fingerprint);
                if (why == null) {
                    return FoundImage.of(open, null, false);
                }
                problem = "the open image " + open.getTitle() + " is not the project's: " + why;
            }
        }
        return FoundImage.missing(problem);
    }

    private static String missing(ProjectFile.Image image, File folder) {
        if (image.absolutePath.isEmpty() && image.path.indexOf('/') < 0) {
            return "the image " + image.path + " is neither open nor a file in " + folder
                    + " or below: open it, then open the project again";
        }
        return "the image " + (image.absolutePath.isEmpty() ? image.path : image.absolutePath) + " was not found, nor a file "
                + "of its name in " + folder + " and below: put it there, or say where it is";
    }

    /** Files of the image's name in the project's folder and below, and in other folders. */
    private static Set<File> searched(ProjectFile.Image image, File folder, Set<File> others) {
        String name = new File(image.path).getName();
        Set<File> found = new LinkedHashSet<>();
        for (File other : others) {
            found.add(new File(other, name));
        }
        int[] seen = {0};
        try {
            Files.walkFileTree(folder.toPath(), EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<Path>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    return next();
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.getFileName().toString().equals(name)) {
                        found.add(file.toFile());
                    }
                    return next();
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // a folder that may not be read
                }

                private FileVisitResult next() {
                    return ++seen[0] < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }
            });
        } catch (IOException e) {
            // Nothing more can be searched.
        }
        return found;
    }

    /** Looks whether a file is an image. */
    FoundImage check(ProjectImage image, File file) {
        return check(image.shape, image.fingerprint, file);
    }

    private FoundImage check(int[] shape, int fingerprint, File file) {
        ImagePlus image = openFrom(file);
        boolean wasOpen = image != null;
        try {
            image = wasOpen ? image : ImageReader.open(file.getAbsolutePath(), file.getParentFile(), 0);
        } catch (IOException | IllegalArgumentException e) {
            return FoundImage.missing(e.getMessage());
        }
        String why = difference(image, shape, fingerprint);
        if (why == null) {
            return FoundImage.of(image, file.getAbsoluteFile(), false);
        }
        if (!wasOpen) {
            image.close();
        }
        return FoundImage.missing(file + " is not the project's image: " + why);
    }

    /** How an image differs from the project's; null where it does not. */
    private String difference(ImagePlus image, int[] shape, int fingerprint) {
        ImageSource source;
        try {
            source = ImageSource.of(image, channels);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        if (!Arrays.equals(source.shape(), shape)) {
            return "it has " + size(source.shape()) + ", not " + size(shape);
        }
        if (fingerprint == 0) {
            return null;
        }
        try (FingerprintJob job = FingerprintJob.create(source)) {
            return job.compute() == fingerprint ? null : "it has the same size, but other pixels";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static String size(int[] shape) {
        return shape[4] + " x " + shape[3] + " pixels, " + shape[2] + " slices, " + shape[0] + " frames and " + shape[1]
                + " channels";
    }

    /** The open image that came from a file, or null. */
    private static ImagePlus openFrom(File file) {
        for (ImagePlus image : openImages()) {
            if (Origin.of(image).equals(file.getAbsolutePath())) {
                return image;
            }
        }
        return null;
    }

    private static ImagePlus openTitled(String title) {
        for (ImagePlus image : openImages()) {
            if (image.getTitle().equals(title)) {
                return image;
            }
        }
        return null;
    }

    private static List<ImagePlus> openImages() {
        List<ImagePlus> images = new ArrayList<>();
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            ImagePlus image = WindowManager.getImage(id);
            if (image != null) {
                images.add(image);
            }
        }
        return images;
    }
}
