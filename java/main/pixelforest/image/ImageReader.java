package pixelforest.image;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.io.FileInfo;
import ij.io.Opener;
import ij.io.TiffDecoder;
import ij.plugin.AVI_Reader;
import ij.plugin.FileInfoVirtualStack;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds an image among the open ones or opens it from a file, without dialogs and without showing it. */
public final class ImageReader {
    /** How many threads are opening files. */
    private static int opening;
    private static boolean redirectedBefore;

    private ImageReader() {}

    /**
     * An open image, or the image in a file.
     *
     * @param titleOrPath title of an open image, or its id as in "#-3", or else a path
     * @param workingFolder what a relative path starts from
     * @param series which image of a file that has several, from 1, as Bio-Formats counts them; 0: the first
     * @throws IllegalArgumentException where several open images have this title, or there is no such series
     * @throws IOException where the file is missing, is damaged, or is not an image
     */
    public static ImagePlus open(String titleOrPath, File workingFolder, int series) throws IOException {
        if (titleOrPath.trim().isEmpty()) {
            throw new IllegalArgumentException("the image has no name: give the title of an open image, or a file");
        }
        List<ImagePlus> open = openImages(titleOrPath);
        if (open.size() > 1) {
            StringBuilder ids = new StringBuilder();
            open.forEach(image -> ids.append(ids.length() == 0 ? "" : ", ").append('#').append(image.getID()));
            throw new IllegalArgumentException(open.size() + " open images are called " + titleOrPath
                    + ": rename one with Image > Rename..., or give its id (" + ids + ")");
        }
        if (open.size() == 1) {
            checkNoSeries(open.get(0), series);
            return open.get(0);
        }
        File path = new File(titleOrPath);
        return openFile(path.isAbsolute() ? path : new File(workingFolder, titleOrPath), series);
    }

    /** The title, with -1, -2... behind it where open images have it, in windows or in batch mode. */
    public static String freeTitle(String title) {
        String free = title;
        for (int i = 1; !openImages(free).isEmpty(); i++) {
            free = title + "-" + i;
        }
        return free;
    }

    /** Refuses to choose from an image that is open already. */
    public static void checkNoSeries(ImagePlus image, int series) {
        if (series > 0) {
            throw new IllegalArgumentException("series=" + series + " chooses from a file, but " + image.getTitle()
                    + " is open already: leave series out, or name the file by its path");
        }
    }

    /** Open images with the given title, or else with the given id. */
    private static List<ImagePlus> openImages(String titleOrId) {
        List<ImagePlus> titled = new ArrayList<>();
        List<ImagePlus> numbered = new ArrayList<>();
        for (ImagePlus image : allOpenImages()) {
            if (image.getTitle().equals(titleOrId)) {
                titled.add(image);
            } else if (titleOrId.equals("#" + image.getID())) {
                numbered.add(image);
            }
        }
        return titled.isEmpty() ? numbered : titled;
    }

    /** Images in windows, in batch mode, and the one that IJ.run was called with, which may be in neither. */
    public static Iterable<ImagePlus> allOpenImages() {
        Map<Integer, ImagePlus> images = new LinkedHashMap<>();
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            images.put(id, WindowManager.getImage(id));
        }
        ImagePlus current = WindowManager.getCurrentImage();
        if (current != null) {
            images.put(current.getID(), current);
        }
        images.values().removeIf(image -> image == null);
        return images.values();
    }

    private static ImagePlus openFile(File file, int series) throws IOException {
        if (file.isDirectory()) {
            throw new IOException(file + " is a folder: name an image file in it");
        }
        if (!file.exists()) {
            throw new FileNotFoundException("there is no open image of this title and no file " + file);
        }
        if (!file.canRead()) {
            throw new IOException("no permission to read " + file);
        }
        ImagePlus image;
        redirectErrors(1); // to the Log: Opener would show dialogs, on which a batch hangs
        try {
            image = series > 0 ? withBioFormats(file, series) : decode(file);
        } catch (IllegalArgumentException noSuchSeries) {
            throw noSuchSeries;
        } catch (RuntimeException damaged) {
            boolean told = Macro.MACRO_CANCELED.equals(damaged.getMessage()); // ImageJ has said why in the Log
            throw new IOException(file + " is damaged" + (told ? "" : ": " + damaged), damaged);
        } finally {
            redirectErrors(-1);
        }
        if (image == null || image.getWidth() == 0) {
            throw new IOException(file + " is not an image that ImageJ can open, or is damaged");
        }
        if (Origin.imagesInFile(image) == 0) {
            Origin.set(image, file, 1, null);
        }
        return image;
    }

    /** ImageJ knows one switch for all threads: the first that opens a file turns it on, the last restores it. */
    private static synchronized void redirectErrors(int more) {
        if (opening == 0) {
            redirectedBefore = IJ.redirectingErrorMessages();
        }
        opening += more;
        IJ.redirectErrorMessages(opening > 0 || redirectedBefore);
    }

    /** Decodes the formats that ImageJ knows; others need Bio-Formats. Null where nothing can. */
    private static ImagePlus decode(File file) throws IOException {
        String path = file.getPath();
        Opener opener = new Opener();
        opener.setSilentMode(true);
        switch (opener.getFileType(path)) {
            case Opener.TIFF:
                return decodeTiff(file, opener);
            case Opener.AVI:
                return AVI_Reader.open(path, true);
            case Opener.TIFF_AND_DICOM:
            case Opener.DICOM:
            case Opener.FITS:
            case Opener.PGM:
            case Opener.JPEG:
            case Opener.GIF:
            case Opener.PNG:
            case Opener.BMP:
            case Opener.ZIP:
                return opener.openImage(path);
            case Opener.UNKNOWN:
            case Opener.TEXT: // some microscopes' formats begin as text
                return withBioFormats(file, 0);
            default: // macros, tables, ROIs, lookup tables
                return null;
        }
    }

    private static ImagePlus decodeTiff(File file, Opener opener) throws IOException {
        FileInfo[] directories;
        try {
            directories = new TiffDecoder(file.getParent() + File.separator, file.getName()).getTiffInfo();
        } catch (IOException unsupported) {
            return withBioFormats(file, 0);
        }
        if (directories == null || directories[0].width <= 0 || directories[0].height <= 0) {
            return null;
        }
        checkComplete(directories, file);
        String path = file.getPath();
        return isLarge(directories) ? FileInfoVirtualStack.openVirtual(path) : opener.openImage(path);
    }

    /** Whether a stack fills more than half of the free memory; ImageJ leaves slices out when it runs out of it. */
    private static boolean isLarge(FileInfo[] directories) {
        FileInfo first = directories[0];
        long bytes = 0;
        for (FileInfo info : directories) {
            if (info.width != first.width || info.height != first.height || info.fileType != first.fileType) {
                return false; // ImageJ opens the first alone
            }
            bytes += (long) info.width * info.height * info.getBytesPerPixel() * info.nImages;
        }
        boolean onePlaneEach = first.samplesPerPixel == 1 || first.fileType == FileInfo.RGB;
        return onePlaneEach && bytes > Memory.free() / 2 && (directories.length > 1 || first.nImages > 1);
    }

    private static ImagePlus withBioFormats(File file, int series) throws IOException {
        BioFormats bioFormats;
        try {
            bioFormats = BioFormats.in(BioFormats.installed());
        } catch (IOException missing) {
            throw new IOException((series > 0 ? "series=" + series + " needs Bio-Formats to read " + file
                    : file + " is not an image that ImageJ can open") + "; " + missing.getMessage(), missing);
        }
        return bioFormats.open(file, series);
    }

    /** Refuses a TIFF file that ends before its pixels do; ImageJ opens it with slices missing or black. */
    private static void checkComplete(FileInfo[] directories, File file) throws IOException {
        for (FileInfo info : directories) {
            long plane = (long) info.width * info.height * info.getBytesPerPixel();
            boolean packed = info.compression > FileInfo.COMPRESSION_NONE || info.fileType == FileInfo.BITMAP;
            long end = packed ? 0 : info.getOffset() + info.nImages * (plane + info.getGap()) - info.getGap();
            if (info.nImages == 1 && info.stripOffsets != null && info.stripLengths != null) {
                end = 0;
                for (int i = 0; i < info.stripOffsets.length && i < info.stripLengths.length; i++) {
                    end = Math.max(end, (info.stripOffsets[i] & 0xFFFFFFFFL) + (info.stripLengths[i] & 0xFFFFFFFFL));
                }
            }
            if (end > file.length()) {
                throw new IOException(file + " is incomplete: it has " + file.length() + " of " + end + " bytes");
            }
        }
    }
}
