package pixelforest.command;

import static org.junit.Assert.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ShortProcessor;
import java.io.File;
import java.nio.file.Files;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.image.Tiff;

/** A file that is larger than Java's memory. */
public class LargeImageTest {
    private static final int SIZE = 1024;
    private static final int SLICES = 40;

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void isReadPlaneByPlane() throws Exception {
        short[] pixels = new short[SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) (i * 31 % 1009);
        }
        ImageStack stack = new ImageStack(SIZE, SIZE);
        for (int n = 0; n < SLICES; n++) {
            stack.addSlice(null, pixels); // 80 MB on the disk, 2 here
        }
        Tiff.save(new ImagePlus("large", stack), new File(temporary.getRoot(), "large.tif"));
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        File log = new File(temporary.getRoot(), "log.txt");
        Process shell = new ProcessBuilder(java, "-Xmx64m", "-cp", System.getProperty("java.class.path"),
                "pixelforest.Main", "features", "image=large.tif", "features=gaussian:1", "normalize=none",
                "dimensions=2d", "region=0,0,64,48", "folder=.").directory(temporary.getRoot())
                .redirectErrorStream(true).redirectOutput(log).start();
        int code = shell.waitFor();
        assertEquals(new String(Files.readAllBytes(log.toPath()), "UTF-8"), 0, code);
        ImagePlus small = new ImagePlus("small", new ShortProcessor(SIZE, SIZE, pixels, null));
        Tiff.save(small, new File(temporary.getRoot(), "small.tif"));
        Volumes.run("features", "image=[" + temporary.getRoot() + "/small.tif] features=gaussian:1 normalize=none "
                + "region=0,0,64,48 folder=[" + temporary.getRoot() + "]");
        ImagePlus expected = IJ.openImage(temporary.getRoot() + "/small_features.tif");
        ImagePlus actual = IJ.openImage(temporary.getRoot() + "/large_features.tif");
        assertEquals(SLICES, actual.getStackSize());
        actual.setSlice(SLICES);
        Volumes.assertSame("last slice", expected, new ImagePlus("last", actual.getProcessor()));
    }
}
