package pixelforest.command;

import static org.junit.Assert.assertEquals;

import ij.ImagePlus;
import ij.WindowManager;
import ij.process.ByteProcessor;
import java.util.HashMap;
import java.util.Map;
import org.junit.After;
import org.junit.Test;

public class RememberedTest {
    @After
    public void forget() {
        Remembered.forget();
        WindowManager.setTempCurrentImage(null);
    }

    @Test
    public void valuesOpenTheNextDialogOfTheCommand() {
        assertEquals("100", initial("train", "trees"));
        keep("train", "trees", "20");
        keep("train", "threads", "3");
        assertEquals("20", initial("train", "trees"));
        assertEquals("", initial("apply", "threads"));
    }

    @Test
    public void whatWasTrainedCanBeApplied() {
        keep("train", "model", "/m.pforest");
        assertEquals("/m.pforest", initial("apply", "model"));
        assertEquals("info is as often about a result", "", initial("info", "model"));
        keep("info", "model", "/n.pforest");
        assertEquals("", initial("info", "model"));
    }

    @Test
    public void imagesFollowWhatIsOpen() {
        keep("apply", "image", "gone");
        assertEquals("", initial("apply", "image"));
        ImagePlus image = new ImagePlus("cells", new ByteProcessor(2, 2));
        WindowManager.setTempCurrentImage(image);
        assertEquals("cells", initial("apply", "image"));
        image.setProp("pixelforest.result", "mask");
        assertEquals("a result is no input", "", initial("apply", "image"));
        assertEquals("cells", initial("info", "image"));
        assertEquals("cells", initial("evaluate", "labels"));
        assertEquals("", initial("evaluate", "truth"));
    }

    private static void keep(String command, String key, String value) {
        Map<String, String> entered = new HashMap<>();
        entered.put(key, value);
        Remembered.keep(Commands.get(command), entered);
    }

    private static String initial(String command, String key) {
        Command c = Commands.get(command);
        return Remembered.initial(c, c.options.stream().filter(o -> o.key.equals(key)).findFirst().get());
    }
}
