package pixelforest.window;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.VirtualScreen;

public class WindowTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void stepsByHand() throws Exception {
        VirtualScreen.run(WindowOnScreen.class, temporary.newFolder("a b"), temporary.getRoot(), "1280x800", true);
    }
}
