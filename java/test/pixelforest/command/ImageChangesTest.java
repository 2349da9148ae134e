package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.process.StackConverter;
import java.io.File;
import java.util.concurrent.FutureTask;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What others do to an image while a command reads it. */
public class ImageChangesTest {
    private static final String OPTIONS = "features=[gaussian:1;hessian:1.6] dimensions=2d";

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @After
    public void closeImages() {
        WindowManager.setTempCurrentImage(null);
    }

    @Test
    public void anImageThatIsClosedMeanwhileGivesItsResult() throws Exception {
        ImagePlus undisturbed = features(Volumes.image(1, 12, 1));
        Disturbed image = new Disturbed(ImagePlus::close);
        Volumes.assertSame("closed", undisturbed, features(image.image));
        assertTrue(image.disturbed);
        assertFalse(image.image.isLocked());
    }

    @Test
    public void anImageThatIsChangedMeanwhileIsRefused() throws Exception {
        for (Action action : new Action[] {
            image -> new StackConverter(image).convertToGray32(),
            image -> image.getStack().deleteSlice(3),
            image -> image.setStack(image.getStack().crop(0, 0, 0, 10, 10, 12)),
        }) {
            Disturbed image = new Disturbed(action);
            refused("image cells was closed or changed while it was read: leave it as it is until the command has ended",
                    image.image);
            assertFalse(image.image.isLocked());
        }
    }

    @Test
    public void anImageThatAnotherPluginWorksOnIsRefused() throws Exception {
        ImagePlus image = Volumes.image(1, 12, 1);
        FutureTask<Boolean> plugin = new FutureTask<>(image::lockSilently);
        new Thread(plugin).start();
        assertTrue(plugin.get());
        refused("image cells is locked, another plugin is working on it: wait until that has ended, or free the image "
                + "with Edit > Options > Reset...", image);
    }

    @Test
    public void twoCommandsOnOneImageAtOnceAreBothRight() throws Exception {
        ImagePlus undisturbed = features(Volumes.image(1, 12, 1));
        ImagePlus[] second = new ImagePlus[1];
        Disturbed image = new Disturbed(open -> {
            FutureTask<ImagePlus> other = new FutureTask<>(() -> features(open));
            new Thread(other).start();
            try {
                second[0] = other.get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            assertTrue("the first still reads", open.isLocked());
        });
        Volumes.assertSame("first", undisturbed, features(image.image));
        Volumes.assertSame("second", undisturbed, second[0]);
        assertFalse(image.image.isLocked());
    }

    @Test
    public void withoutAnImageTheMendIsNamed() {
        WindowManager.setTempCurrentImage(null);
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> Volumes.run("features", "folder=[" + temporary.getRoot() + "]"));
        assertEquals("Pixel Forest Features: option image is needed, since no image is open: a title or a file",
                e.getMessage());
    }

    private interface Action {
        void to(ImagePlus image);
    }

    /** An image to which something is done when its fifth plane is read. */
    private static final class Disturbed {
        final ImagePlus image;
        volatile boolean disturbed;
        private int reads;

        Disturbed(Action action) {
            ImagePlus cells = Volumes.image(1, 12, 1);
            ImageStack planes = new ImageStack(Volumes.WIDTH, Volumes.HEIGHT) {
                @Override
                public Object getPixels(int n) {
                    if (!disturbed && image != null && ++reads == 5) {
                        disturbed = true;
                        action.to(image);
                    }
                    return super.getPixels(n);
                }
            };
            for (int n = 1; n <= cells.getStackSize(); n++) {
                planes.addSlice(cells.getStack().getProcessor(n));
            }
            image = new ImagePlus("cells", planes);
            image.setDimensions(1, 12, 1);
        }
    }

    private ImagePlus features(ImagePlus image) throws Exception {
        File folder = temporary.newFolder();
        WindowManager.setTempCurrentImage(image);
        return IJ.openImage(Volumes.run("features", OPTIONS + " folder=[" + folder + "]").get("features"));
    }

    private void refused(String message, ImagePlus image) {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> features(image));
        assertEquals("Pixel Forest Features: " + message, e.getMessage());
    }
}
