package pixelforest.annotation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.EllipseRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.RoiEncoder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** RoiSet.zip and .roi files, as the ROI Manager writes them. */
public class RoiReaderTest {
    private static final String[] CLASSES = {"Background", "Nucleus"};

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ImagePlus image = IJ.createHyperStack("image", 80, 60, 2, 5, 3, 16);

    @Test
    public void aRoiSetGivesTheSameStrokes() throws IOException {
        Roi[] rois = rois();
        File zip = archive(rois);
        Roi[] read = Annotations.file(zip);
        assertEquals(rois.length, read.length);
        for (int i = 0; i < rois.length; i++) {
            assertEquals(rois[i].getGroup(), read[i].getGroup());
            assertEquals(rois[i].getName(), read[i].getName());
            assertEquals(rois[i].getStrokeWidth(), read[i].getStrokeWidth(), 0);
            assertEquals(ResultTag.isResult(rois[i]), ResultTag.isResult(read[i]));
        }
        same(Annotations.fromRois(rois, CLASSES, image), Annotations.fromRois(read, CLASSES, image));
    }

    @Test
    public void aRoiFileGivesTheSameStroke() throws IOException {
        Roi roi = rois()[0];
        File file = folder.newFile("nucleus-7.roi");
        Files.write(file.toPath(), RoiEncoder.saveAsByteArray(roi));
        Roi[] read = Annotations.file(file);
        same(Annotations.fromRois(new Roi[] {roi}, CLASSES, image), Annotations.fromRois(read, CLASSES, image));
    }

    @Test
    public void aRoiWithoutNameTakesItFromTheFile() throws IOException {
        File file = folder.newFile("nucleus-7.roi");
        Roi roi = new Roi(1, 1, 3, 3);
        roi.setPosition(1, 1, 1);
        Files.write(file.toPath(), RoiEncoder.saveAsByteArray(roi));
        assertArrayEquals(new int[] {1}, Annotations.fromRois(Annotations.file(file), CLASSES, image).classes);
    }

    @Test
    public void entriesInFoldersAreReadAndTheFilesOfMacOsAreNot() throws IOException {
        byte[] roi = RoiEncoder.saveAsByteArray(new Roi(1, 1, 3, 3));
        File zip = zip(new String[] {"set/a.roi", "__MACOSX/set/._a.roi", "set/b.ROI", "set/readme.txt"},
                roi, new byte[] {0, 5, 22, 7}, roi, new byte[] {1});
        assertEquals(2, Annotations.file(zip).length);
    }

    @Test
    public void whatIsNoRoiFileIsRefused() throws IOException {
        refused("does not exist", new File(folder.getRoot(), "missing.zip"));
        refused("is a folder", folder.getRoot());
        refused("neither a .zip nor a .roi file", folder.newFile("strokes.tif"));
        refused("holds no ROIs", zip(new String[] {"a.txt"}, new byte[] {1}));
        File noZip = folder.newFile("no.zip");
        Files.write(noZip.toPath(), "no archive".getBytes(StandardCharsets.UTF_8));
        refused("cannot read ROIs from", noZip);
        refused("b.roi in ", zip(new String[] {"b.roi"}, "not a ROI".getBytes(StandardCharsets.UTF_8)));
        refused("empty.roi is not a valid ImageJ ROI", folder.newFile("empty.roi"));
    }

    @Test
    public void damagedRoisAreRefusedOrReadButNeverFailOtherwise() throws IOException {
        Random random = new Random(5);
        File file = folder.newFile("damaged.roi");
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] bytes = RoiEncoder.saveAsByteArray(rois()[i % 8]);
            if (i % 2 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                bytes[random.nextInt(64)] ^= 1 << random.nextInt(8);
            }
            Files.write(file.toPath(), bytes);
            try {
                Annotations.file(file);
            } catch (IOException e) {
                refused++;
            }
        }
        assertTrue("refused " + refused, refused > 150);
    }

    @Test
    public void aCutArchiveIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(archive(rois()).toPath());
        File cut = folder.newFile("cut.zip");
        Files.write(cut.toPath(), Arrays.copyOf(bytes, bytes.length / 2));
        refused("cut.zip", cut);
    }

    /** One ROI of every kind, with groups, names, widths and positions. */
    private static Roi[] rois() {
        float[] xs = {10.25f, 20.5f, 33.75f, 30, 41};
        float[] ys = {5.5f, 9, 12.25f, 20, 33};
        Roi[] rois = {
            new PolygonRoi(xs, ys, 5, Roi.FREELINE),
            new PolygonRoi(new int[] {1, 9, 22}, new int[] {3, 18, 7}, 3, Roi.POLYLINE),
            new PolygonRoi(xs, ys, 5, Roi.POLYGON),
            new Line(3.5, 4.25, 50.75, 31),
            new OvalRoi(4, 6, 21, 13),
            new Roi(2, 3, 17, 9),
            new EllipseRoi(5, 5, 40, 30, 0.5),
            new ShapeRoi(new Roi(2, 2, 30, 20)).xor(new ShapeRoi(new OvalRoi(10, 5, 30, 40))),
            new PointRoi(new float[] {4, 9.3f}, new float[] {8, 2.2f}, 2),
            new Roi(2, 3, 17, 9, 6),
        };
        for (int i = 0; i < rois.length; i++) {
            rois[i].setGroup(1 + i % 2);
            rois[i].setName("stroke " + i);
            rois[i].setPosition(1 + i % 2, 1 + i % 5, 1 + i % 3);
            if (rois[i].isLine()) {
                rois[i].setStrokeWidth(3.5 + i);
            }
        }
        ResultTag.mark(rois[5]);
        return rois;
    }

    private File archive(Roi[] rois) throws IOException {
        String[] names = new String[rois.length];
        byte[][] contents = new byte[rois.length][];
        for (int i = 0; i < rois.length; i++) {
            // Not sorted by name: the order of the archive is the order of drawing.
            names[i] = (100 - i) + ".roi";
            contents[i] = RoiEncoder.saveAsByteArray(rois[i]);
        }
        return zip(names, contents);
    }

    private File zip(String[] names, byte[]... contents) throws IOException {
        File file = File.createTempFile("RoiSet", ".zip", folder.getRoot());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file.toPath()))) {
            for (int i = 0; i < names.length; i++) {
                out.putNextEntry(new ZipEntry(names[i]));
                out.write(contents[i]);
                out.closeEntry();
            }
        }
        return file;
    }

    private static void same(Strokes expected, Strokes actual) {
        assertArrayEquals(expected.classes, actual.classes);
        assertArrayEquals(expected.runs, actual.runs);
        assertEquals(expected.ignored, actual.ignored);
    }

    private static void refused(String message, File file) {
        IOException e = assertThrows(IOException.class, () -> Annotations.file(file));
        assertTrue(e.getMessage(), e.getMessage().contains(message));
        assertTrue(e.getMessage(), e.getMessage().contains(file.getName()));
    }
}
