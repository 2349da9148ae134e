package pixelforest.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.RoiEncoder;
import ij.io.TiffDecoder;
import ij.macro.Interpreter;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Images by title and by path. */
public class ImageReaderTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private boolean batchMode;

    /** In batch mode images are open without windows, so that the test needs no display. */
    @Before
    public void enterBatchMode() {
        batchMode = Interpreter.isBatchMode();
        Interpreter.batchMode = true;
    }

    @After
    public void leaveBatchMode() {
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            Interpreter.removeBatchModeImage(WindowManager.getImage(id));
        }
        WindowManager.setTempCurrentImage(null);
        Interpreter.batchMode = batchMode;
    }

    @Test
    public void anOpenImageIsFoundByTitle() throws IOException {
        ImagePlus first = opened("a b.tif");
        ImagePlus second = opened("c.tif");
        Tiff.save(Images.hyperstack(8, 1, 1, 1), new File(folder.getRoot(), "c.tif"));
        assertSame(first, open("a b.tif"));
        assertSame("the open image, not the file", second, open("c.tif"));
        assertSame(first, open("#" + first.getID()));
    }

    @Test
    public void theImageThatIJRunWorksOnCounts() throws IOException {
        ImagePlus image = Images.hyperstack(8, 1, 1, 1);
        WindowManager.setTempCurrentImage(image);
        assertSame(image, open("image.tif"));
    }

    @Test
    public void twoImagesOfOneTitleAreRefused() {
        ImagePlus first = opened("twin");
        ImagePlus second = opened("twin");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> open("twin"));
        assertTrue(e.getMessage(), e.getMessage().startsWith("2 open images are called twin: rename one"));
        assertTrue(e.getMessage(), e.getMessage().contains("#" + first.getID()));
        assertTrue(e.getMessage(), e.getMessage().contains("#" + second.getID()));
    }

    @Test
    public void aTitleThatIsTakenGetsANumber() {
        assertEquals("x", ImageReader.freeTitle("x"));
        opened("x");
        assertEquals("x-1", ImageReader.freeTitle("x"));
        opened("x-1");
        assertEquals("x-2", ImageReader.freeTitle("x"));
    }

    @Test
    public void filesAreFoundFromTheWorkingFolderOrTheRoot() throws IOException {
        File file = new File(folder.newFolder("sub folder"), "x.tif");
        Tiff.save(Images.hyperstack(16, 1, 3, 1), file);
        assertEquals(3, open("sub folder/x.tif").getNSlices());
        ImagePlus image = ImageReader.open(file.getAbsolutePath(), new File("nowhere"), 0);
        assertEquals("x.tif", image.getTitle());
        assertEquals(null, image.getWindow());
    }

    @Test
    public void aFileOfSeveralStripsThatEndsEarlyIsRefused() throws IOException {
        File file = new File(folder.getRoot(), "strips.tif");
        BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        assumeTrue("Java writes TIFF files since version 9", ImageIO.write(picture, "tiff", file));
        assertEquals(64, open("strips.tif").getHeight());
        byte[] whole = Files.readAllBytes(file.toPath());
        Files.write(file.toPath(), Arrays.copyOf(whole, whole.length - 100));
        IOException e = assertThrows(IOException.class, () -> open("strips.tif"));
        assertTrue(e.getMessage(), e.getMessage().contains("is incomplete") || e.getMessage().contains("damaged"));
    }

    @Test
    public void imagejsSwitchForMessagesIsRestored() throws Exception {
        Tiff.save(Images.hyperstack(16, 1, 3, 1), new File(folder.getRoot(), "x.tif"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 200; i++) {
            threads.submit(() -> open("x.tif"));
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
        assertFalse(IJ.redirectingErrorMessages());
    }

    @Test
    public void otherFormatsOfImageJOpenToo() throws IOException {
        for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
            BufferedImage picture = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
            assertTrue(ImageIO.write(picture, format, new File(folder.getRoot(), "p." + format)));
            assertEquals(format, 6, open("p." + format).getWidth());
        }
        new FileSaver(Images.hyperstack(8, 1, 2, 1)).saveAsZip(new File(folder.getRoot(), "z.zip").getPath());
        assertEquals(2, open("z.zip").getStackSize());
        ImagePlus grey = new ImagePlus("p", Images.processor(8, 1));
        new FileSaver(grey).saveAsPgm(new File(folder.getRoot(), "p.pgm").getPath());
        assertEquals(Images.HEIGHT, open("p.pgm").getHeight());
    }

    @Test
    public void whatIsNoImageIsRefused() throws IOException {
        refused("no open image of this title and no file", "missing.tif");
        refused("is a folder", ".");
        refused("is not an image", file("text.txt", "1 2 3\n4 5 6\n".getBytes(StandardCharsets.US_ASCII)));
        refused("is not an image", file("table.csv", "a,b\n1,2\n".getBytes(StandardCharsets.US_ASCII)));
        refused("is not an image", file("stroke.roi", RoiEncoder.saveAsByteArray(new Roi(1, 2, 3, 4))));
        refused("is not an image", file("noise.dat", new byte[] {7, 1, 9, 0, 0, 3, 3, 99}));
        refused("is not an image", file("empty.tif", new byte[0]));
        refused("is not an image", file("text.tif", "no picture at all".getBytes(StandardCharsets.US_ASCII)));
        assertThrows(IllegalArgumentException.class, () -> open(" "));
    }

    @Test
    public void cutFilesAreRefused() throws IOException {
        File whole = new File(folder.getRoot(), "whole.tif");
        for (ImagePlus image : new ImagePlus[] {Images.hyperstack(16, 2, 3, 1), Images.hyperstack(24, 1, 1, 1)}) {
            Tiff.save(image, whole);
            byte[] bytes = Files.readAllBytes(whole.toPath());
            int start = (int) new TiffDecoder(folder.getRoot() + "/", "whole.tif").getTiffInfo()[0].getOffset();
            int pixels = image.getStackSize() * Images.WIDTH * Images.HEIGHT * (image.getBitDepth() / 8);
            for (int length : new int[] {3, 20, start / 2, start, start + pixels / 2, start + pixels - 1}) {
                refused("cut.tif", file("cut.tif", Arrays.copyOf(bytes, length)));
            }
        }
        File png = new File(folder.getRoot(), "whole.png");
        ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", png);
        byte[] bytes = Files.readAllBytes(png.toPath());
        refused("cut.png", file("cut.png", Arrays.copyOf(bytes, bytes.length / 2)));
    }

    private ImagePlus opened(String title) {
        ImagePlus image = Images.hyperstack(8, 1, 1, 1);
        image.setTitle(title);
        Interpreter.addBatchModeImage(image);
        return image;
    }

    private ImagePlus open(String titleOrPath) throws IOException {
        return ImageReader.open(titleOrPath, folder.getRoot(), 0);
    }

    private String file(String name, byte[] content) throws IOException {
        Files.write(folder.getRoot().toPath().resolve(name), content);
        return name;
    }

    private void refused(String message, String titleOrPath) {
        IOException e = assertThrows(titleOrPath, IOException.class, () -> open(titleOrPath));
        assertTrue(e.getMessage(), e.getMessage().contains(message));
        assertTrue(e.getMessage(), e.getMessage().contains(titleOrPath));
    }
}
