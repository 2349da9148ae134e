package pixelforest.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import ij.ImagePlus;
import java.io.IOException;
import java.util.concurrent.FutureTask;
import org.junit.Test;

public class ImageLockTest {
    private final ImagePlus image = Images.hyperstack(8, 1, 2, 1);

    @Test
    public void commandsShareTheLockWhicheverEndsFirst() throws Exception {
        ImageLock first = ImageLock.of(image);
        ImageLock second = inAnotherThread();
        first.close();
        first.close();
        assertTrue(image.isLocked());
        second.close();
        assertFalse(image.isLocked());
        inAnotherThread().close();
        assertFalse(image.isLocked());
    }

    @Test
    public void anImageThatAnotherPluginLockedIsRefused() throws Exception {
        ImagePlus free = Images.hyperstack(8, 1, 1, 1);
        FutureTask<Boolean> plugin = new FutureTask<>(image::lockSilently);
        new Thread(plugin).start();
        assertTrue(plugin.get());
        IOException e = assertThrows(IOException.class, () -> ImageLock.of(free, image));
        assertTrue(e.getMessage(), e.getMessage().startsWith("image image.tif is locked"));
        assertTrue("the plugin keeps its lock", image.isLocked());
        assertFalse("nothing stays locked", free.isLocked());
    }

    @Test
    public void aScriptMayHoldTheLockItself() throws Exception {
        assertTrue(image.lockSilently());
        ImageLock.of(image).close();
        assertTrue(image.isLocked());
        image.unlock();
        assertFalse(image.isLocked());
    }

    @Test
    public void oneImageTwiceIsUnlockedOnce() throws Exception {
        ImageLock.of(image, image).close();
        assertFalse(image.isLocked());
    }

    @Test
    public void aWindowThatIsClosedMeanwhileKeepsItsPixels() throws Exception {
        ImageSource source = ImageSource.of(image, null);
        try (ImageLock lock = ImageLock.of(image)) {
            image.close();
            assertEquals(Images.processor(8, 2).get(3), ((byte[]) source.plane(0, 0, 1))[3] & 0xFF);
        }
    }

    private ImageLock inAnotherThread() throws Exception {
        FutureTask<ImageLock> task = new FutureTask<>(() -> ImageLock.of(image));
        new Thread(task).start();
        return task.get();
    }
}
