package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.process.ByteProcessor;
import java.util.Arrays;
import java.util.Collections;
import org.junit.Test;

public class OpenImagesTest {
    @Test
    public void aTitleThatMeansOneImageIsItsName() {
        ImagePlus a = image("a b.tif");
        ImagePlus b = image("b");
        ImagePlus otherB = image("b");
        assertEquals("a b.tif", OpenImages.name(a, Arrays.asList(a, b, otherB)));
        assertEquals("#" + b.getID(), OpenImages.name(b, Arrays.asList(a, b, otherB)));
        assertEquals("b", OpenImages.name(b, Arrays.asList(a, b)));
    }

    @Test
    public void titlesThatDoNotReadBackAreNamedById() {
        for (String title : new String[] {"", " a", "a|b", "a [b", "a\n"}) {
            ImagePlus image = image(title);
            assertEquals("#" + image.getID(), OpenImages.name(image, Collections.singletonList(image)));
        }
    }

    @Test
    public void theImageThatAResultWasMadeFromIsFoundByTitleAndFile() {
        ImagePlus image = image("cells");
        ImagePlus result = image("cells_mask");
        result.setProp("pixelforest.command", "apply model=m.pforest image=cells");
        assertSame(image, OpenImages.source(result, Arrays.asList(result, image)));
        result.setProp("pixelforest.command", "apply image=[/data/my cells.tif] model=m.pforest");
        assertNull(OpenImages.source(result, Arrays.asList(result, image)));
        FileInfo info = new FileInfo();
        info.directory = "/data/";
        info.fileName = "my cells.tif";
        image.setFileInfo(info);
        assertSame(image, OpenImages.source(result, Arrays.asList(result, image)));
        result.setProp("pixelforest.command", "apply image=[");
        assertNull(OpenImages.source(result, Arrays.asList(result, image)));
    }

    private static ImagePlus image(String title) {
        return new ImagePlus(title, new ByteProcessor(2, 2));
    }
}
