package pixelforest.window;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.VirtualScreen;

public class WindowTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    /** How long the monkey plays, in seconds; longer with -Dpixelforest.monkey=120. */
    private static final String SECONDS = System.getProperty("pixelforest.monkey", "20");

    @Test
    public void aMonkey() throws Exception {
        VirtualScreen.run(MonkeyOnScreen.class, temporary.newFolder("m"), temporary.getRoot(), "1280x800", true, SECONDS);
    }

    @Test
    public void everyKindOfImage() throws Exception {
        VirtualScreen.run(KindsOnScreen.class, temporary.newFolder("k"), temporary.getRoot(), "1280x800", true);
    }

    @Test
    public void stepsByHand() throws Exception {
        VirtualScreen.run(WindowOnScreen.class, temporary.newFolder("a b"), temporary.getRoot(), "1280x800", true);
    }
}
