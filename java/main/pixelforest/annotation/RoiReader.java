package pixelforest.annotation;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads ROIs from a .roi file or from a RoiSet.zip, in the order of the archive, which is the order of the manager. */
final class RoiReader {
    private static final String EXTENSION = ".roi";
    private static final String MEND = "save the strokes in the ROI Manager with More > Save...";

    private RoiReader() {}

    static Roi[] read(File file) throws IOException {
        if (file.isDirectory()) {
            throw new IOException(file + " is a folder: give a .zip or .roi file");
        }
        if (!file.exists()) {
            throw new FileNotFoundException(file + " does not exist");
        }
        String name = file.getName().toLowerCase(Locale.ROOT);
        if (name.endsWith(EXTENSION)) {
            return new Roi[] {decode(Files.readAllBytes(file.toPath()), file.getName(), file.getPath())};
        }
        if (name.endsWith(".zip")) {
            return readArchive(file);
        }
        throw new IOException(file + " is neither a .zip nor a .roi file: " + MEND);
    }

    private static Roi[] readArchive(File file) throws IOException {
        List<Roi> rois = new ArrayList<>();
        try (ZipFile archive = new ZipFile(file)) {
            for (ZipEntry entry : Collections.list(archive.entries())) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                // Names with "._" are what macOS puts beside files that it packs.
                if (name.toLowerCase(Locale.ROOT).endsWith(EXTENSION) && !name.startsWith("._")) {
                    rois.add(decode(bytes(archive, entry), name, name + " in " + file));
                }
            }
        } catch (IOException e) {
            throw new IOException("cannot read ROIs from " + file + ": " + e.getMessage(), e);
        }
        if (rois.isEmpty()) {
            throw new IOException(file + " holds no ROIs: " + MEND);
        }
        return rois.toArray(new Roi[0]);
    }

    private static byte[] bytes(ZipFile archive, ZipEntry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (InputStream in = archive.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
        }
        return bytes.toByteArray();
    }

    /** An ROI; {@code name} is its name where the bytes hold none, or null. */
    static Roi decode(byte[] bytes, String name, String what) throws IOException {
        Roi roi;
        try {
            roi = new RoiDecoder(bytes, name).getRoi();
        } catch (IOException | RuntimeException | OutOfMemoryError broken) {
            // The decoder checks little: damaged files run over its array's end or ask for absurd arrays.
            throw new IOException(what + " is not a valid ImageJ ROI", broken);
        }
        if (roi == null) {
            throw new IOException(what + " is an ImageJ ROI without coordinates");
        }
        return roi;
    }
}
