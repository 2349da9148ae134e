package pixelforest.image;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.measure.Calibration;
import ij.plugin.FileInfoVirtualStack;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.StackConverter;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Planes of all types of images. */
public class ImageSourceTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final int CHANNELS = 3;
    private static final int SLICES = 4;
    private static final int FRAMES = 2;

    @Test
    public void aDepthOfOneBesideASetWidthIsNoCalibration() {
        ImagePlus image = Images.hyperstack(8, 1, 4, 1);
        assertFalse(ImageSource.of(image, null).isDepthCalibrated());
        image.getCalibration().setUnit("micron");
        image.getCalibration().pixelWidth = 0.2;
        image.getCalibration().pixelHeight = 0.2;
        assertFalse(ImageSource.of(image, null).isDepthCalibrated());
        image.getCalibration().pixelDepth = 0.5;
        assertTrue(ImageSource.of(image, null).isDepthCalibrated());
    }

    @Test
    public void planesOfHyperstacksKeepTypeAndOrder() throws IOException {
        for (int bits : new int[] {8, 16, 32}) {
            for (boolean virtual : new boolean[] {false, true}) {
                ImagePlus image = virtual ? Images.virtual(bits, CHANNELS, SLICES, FRAMES)
                        : Images.hyperstack(bits, CHANNELS, SLICES, FRAMES);
                ImageSource source = ImageSource.of(image, null);
                assertEquals("image.tif", source.name());
                assertArrayEquals(new int[] {FRAMES, CHANNELS, SLICES, Images.HEIGHT, Images.WIDTH}, source.shape());
                assertEquals(bits == 8 ? 0 : bits == 16 ? 1 : 3, source.pixelType());
                for (int t = 0; t < FRAMES; t++) {
                    for (int c = 0; c < CHANNELS; c++) {
                        for (int z = 0; z < SLICES; z++) {
                            int index = image.getStackIndex(c + 1, z + 1, t + 1);
                            assertPlane(bits, index, source.plane(t, c, z));
                        }
                    }
                }
            }
        }
    }

    @Test
    public void channelsAreChosenInOrder() throws IOException {
        ImagePlus image = Images.hyperstack(16, CHANNELS, SLICES, FRAMES);
        ImageSource source = ImageSource.of(image, new int[] {3, 1});
        assertEquals(2, source.shape()[1]);
        assertPlane(16, image.getStackIndex(3, 2, 2), source.plane(1, 0, 1));
        assertPlane(16, image.getStackIndex(1, 2, 2), source.plane(1, 1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> source.plane(0, 2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> source.plane(0, 0, SLICES));
        assertThrows(IndexOutOfBoundsException.class, () -> source.plane(-1, 0, 0));
    }

    @Test
    public void channelsThatDoNotExistAreRefused() {
        ImagePlus image = Images.hyperstack(8, 2, 1, 1);
        refused("channel 3 of image.tif does not exist: choose from 1 to 2", image, 1, 3);
        refused("channel 0", image, 0);
        refused("channel 2 is chosen twice", image, 2, 2);
        refused("no channel", image);
    }

    @Test
    public void rgbIsThreeChannelsInOnePlane() throws IOException {
        for (ImagePlus image : new ImagePlus[] {Images.hyperstack(24, 1, 3, 2), Images.virtual(24, 1, 3, 2)}) {
            ImageSource source = ImageSource.of(image, null);
            assertArrayEquals(new int[] {2, 3, 3, Images.HEIGHT, Images.WIDTH}, source.shape());
            assertEquals(2, source.pixelType());
            for (int c = 0; c < 3; c++) {
                assertPlane(24, image.getStackIndex(1, 3, 2), source.plane(1, c, 2));
            }
            assertEquals(3, ImageSource.of(image, new int[] {1, 2, 3}).shape()[1]);
            refused("Make Composite", image, 2);
        }
    }

    @Test
    public void pixelsOfSingleImagesAreNotCopied() throws IOException {
        ImagePlus image = new ImagePlus("one", Images.processor(8, 1));
        ImageSource source = ImageSource.of(image, null);
        assertArrayEquals(new int[] {1, 1, 1, Images.HEIGHT, Images.WIDTH}, source.shape());
        assertSame(image.getProcessor().getPixels(), source.plane(0, 0, 0));
    }

    @Test
    public void colouredLabelsCountByTheirValues() throws IOException {
        ImagePlus image = new ImagePlus("labels", new ByteProcessor(3, 1, new byte[] {0, 1, 2}));
        image.setLut(ClassLut.labels(ClassLut.defaultColors(255)));
        image.setTypeToColor256();
        assertEquals(ImagePlus.COLOR_256, image.getType());
        ImageSource source = ImageSource.of(image, null);
        assertEquals(0, source.pixelType());
        assertArrayEquals(new byte[] {0, 1, 2}, (byte[]) source.plane(0, 0, 0));
    }

    @Test
    public void zRatioIsTheCalibrations() {
        ImagePlus image = Images.hyperstack(8, 1, 3, 1);
        assertEquals("not calibrated", 0, zRatio(image), 0);
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = 0.2;
        calibration.pixelHeight = 0.2;
        calibration.pixelDepth = 0.5;
        calibration.setUnit("um");
        assertEquals(2.5, zRatio(image), 1e-12);
        calibration.pixelHeight = 0.3;
        assertEquals(2, zRatio(image), 1e-12);
        calibration.setZUnit("mm");
        assertEquals("units differ", 0, zRatio(image), 0);
        calibration.setZUnit(null);
        calibration.pixelDepth = 0;
        assertEquals("no depth", 0, zRatio(image), 0);
        ImagePlus plane = Images.hyperstack(8, 2, 1, 1);
        plane.setCalibration(calibration);
        calibration.pixelDepth = 1;
        assertEquals("one slice", 0, zRatio(plane), 0);
    }

    @Test
    public void aPlaneThatAVirtualStackCannotReadIsNamed() throws IOException {
        ImageStack broken = new VirtualStack(3, 3, null, null) {
            @Override
            public ImageProcessor getProcessor(int n) {
                return n == 1 ? new ByteProcessor(3, 3) : new ByteProcessor(3, 3).convertToFloat();
            }

            @Override
            public int getSize() {
                return 2;
            }
        };
        ImageSource source = ImageSource.of(new ImagePlus("broken", broken), null);
        source.plane(0, 0, 0);
        unreadable("plane 2 of broken", source);
    }

    @Test
    public void planesOfVirtualStacksAreReadOnce() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        ImageStack counting = new VirtualStack(3, 3, null, null) {
            @Override
            public ImageProcessor getProcessor(int n) {
                reads.incrementAndGet();
                return new ByteProcessor(3, 3);
            }

            @Override
            public int getSize() {
                return 4;
            }
        };
        ImageSource source = ImageSource.of(new ImagePlus("counting", counting), null);
        reads.set(0);
        for (int z : new int[] {0, 1, 2, 1, 2, 3}) {
            source.plane(0, 0, z);
        }
        assertEquals(4, reads.get());
    }

    @Test
    public void aFileThatIsGoneIsNamed() throws IOException {
        File stack = new File(folder.getRoot(), "stack.tif");
        Tiff.save(Images.hyperstack(8, 1, 3, 1), stack);
        ImageSource virtual = ImageSource.of(FileInfoVirtualStack.openVirtual(stack.getPath()), null);
        assertPlane(8, 2, virtual.plane(0, 0, 1));
        assertTrue(stack.delete());
        assertPlane(8, 2, virtual.plane(0, 0, 1));
        unreadable("there is no file " + stack, virtual, 0);

        VirtualStack planes = new VirtualStack(Images.WIDTH, Images.HEIGHT, null, folder.getRoot().getPath());
        planes.setBitDepth(8);
        for (int n = 1; n <= 3; n++) {
            Tiff.save(new ImagePlus("plane", Images.processor(8, n)), new File(folder.getRoot(), n + ".tif"));
            planes.addSlice(n + ".tif");
        }
        ImageSource source = ImageSource.of(new ImagePlus("folder", planes), null);
        assertPlane(8, 3, source.plane(0, 0, 2));
        assertTrue(new File(folder.getRoot(), "2.tif").delete());
        unreadable("there is no file " + new File(folder.getRoot(), "2.tif"), source);
    }

    @Test
    public void anImageThatChangesWhileItIsReadIsRefused() throws IOException {
        changed(image -> image.getStack().deleteLastSlice());
        changed(image -> image.setStack(Images.hyperstack(8, 1, 2, 1).getStack()));
        changed(image -> new StackConverter(image).convertToGray16());
        changed(ImagePlus::flush);
        ImagePlus single = new ImagePlus("image.tif", Images.processor(8, 1));
        ImageSource source = ImageSource.of(single, null);
        single.setProcessor(Images.processor(16, 1));
        unreadable("image image.tif was closed or changed", source, 0);
    }

    private interface Change {
        void to(ImagePlus image);
    }

    private static void changed(Change change) throws IOException {
        ImagePlus image = Images.hyperstack(8, 1, 3, 1);
        ImageSource source = ImageSource.of(image, null);
        source.plane(0, 0, 0);
        change.to(image);
        unreadable("image image.tif was closed or changed while it was read", source);
    }

    private static void unreadable(String message, ImageSource source) {
        unreadable(message, source, 1);
    }

    private static void unreadable(String message, ImageSource source, int z) {
        IOException e = assertThrows(IOException.class, () -> source.plane(0, 0, z));
        assertTrue(e.getMessage(), e.getMessage().contains(message));
    }

    private static double zRatio(ImagePlus image) {
        return ImageSource.of(image, null).zRatio();
    }

    private static void assertPlane(int bits, int index, Object actual) {
        Object expected = Images.processor(bits, index).getPixels();
        assertSame(expected.getClass(), actual.getClass());
        assertTrue("plane " + index, java.util.Objects.deepEquals(expected, actual));
    }

    private static void refused(String message, ImagePlus image, int... channels) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ImageSource.of(image, channels));
        assertTrue(e.getMessage(), e.getMessage().contains(message));
    }
}
