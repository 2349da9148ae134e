package pixelforest.image;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.TiffDecoder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The name under which an image can be had again. */
public final class Origin {
    /** What Bio-Formats calls the number of an image in its file. */
    private static final String SERIES = "Series";

    /** Image property, not saved: the file that an image was opened from for one command. */
    private static final String KEY = "pixelforest.origin";

    private final String path;
    private final int images;
    private final Runnable closer;

    private Origin(String path, int images, Runnable closer) {
        this.path = path;
        this.images = images;
        this.closer = closer;
    }

    /**
     * Notes that an image was opened for one command from a file of so many images.
     *
     * @param closer closes the file, or null where it is closed
     */
    static void set(ImagePlus image, File file, int images, Runnable closer) {
        image.setProperty(KEY, new Origin(file.getAbsolutePath(), images, closer));
    }

    /** Closes the file of an image that was opened for one command. */
    static void close(ImagePlus image) {
        Object origin = image.getProperty(KEY);
        if (origin instanceof Origin && ((Origin) origin).closer != null) {
            ((Origin) origin).closer.run();
        }
    }

    /**
     * The absolute path of the file that an image came from, if the file still holds this image; else the image's
     * title.
     */
    public static String of(ImagePlus image) {
        Object origin = image.getProperty(KEY);
        if (origin instanceof Origin) {
            return ((Origin) origin).path;
        }
        FileInfo info = image.getOriginalFileInfo();
        if (image.changes || info == null || info.directory == null || info.fileName == null
                || image.getProperty(SERIES) != null) { // Bio-Formats' options, which may crop, are not known
            return image.getTitle();
        }
        File file = new File(info.directory, info.fileName).getAbsoluteFile();
        return file.isFile() && holds(file, info.fileFormat, image) ? file.getPath() : image.getTitle();
    }

    /** How many images the file has that an image was opened from for one command; 0 where that is not known. */
    public static int imagesInFile(ImagePlus image) {
        Object origin = image.getProperty(KEY);
        return origin instanceof Origin ? ((Origin) origin).images : 0;
    }

    /** Whether ImageJ, opening the file, finds this image's dimensions, which can be changed without a trace. */
    private static boolean holds(File file, int format, ImagePlus image) {
        if (format == FileInfo.GIF_OR_JPG) {
            return false; // it may have been saved in this format, which loses colours
        }
        if (format != FileInfo.TIFF) {
            return image.getStackSize() == 1;
        }
        try {
            FileInfo first = new TiffDecoder(file.getParent() + File.separator, file.getName()).getTiffInfo()[0];
            Properties said = new Properties();
            if (first.description != null && first.description.startsWith("ImageJ")) {
                said.load(new ByteArrayInputStream(first.description.getBytes(StandardCharsets.ISO_8859_1)));
            }
            int channels = number(said, "channels");
            int slices = number(said, "slices");
            int frames = number(said, "frames");
            int planes = image.getStackSize();
            boolean asStack = channels * slices * frames != planes;
            return image.getWidth() == first.width && image.getHeight() == first.height
                    && image.getNChannels() == (asStack ? 1 : channels)
                    && image.getNSlices() == (asStack ? planes : slices)
                    && image.getNFrames() == (asStack ? 1 : frames);
        } catch (IOException | RuntimeException e) {
            return false; // not readable any more
        }
    }

    private static int number(Properties said, String key) {
        return Integer.parseInt(said.getProperty(key, "1").trim());
    }
}
