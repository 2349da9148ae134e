package pixelforest.command;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class ImagejVersionTest {
    @Test
    public void versionsCompareByNumberThenLetter() {
        older(true, "1.53s", "1.53t");
        older(false, "1.53t", "1.53t");
        older(false, "1.53u", "1.53t");
        older(false, "1.54a", "1.53t");
        older(true, "1.53", "1.53t");
        older(true, "1.8z", "1.53t");
        older(false, "1.100a", "1.53t");
        older(false, "2.0", "1.53t");
        older(true, "1.52p5", "1.53t");
    }

    @Test
    public void fijiPutsItsOwnVersionBefore() {
        older(true, "2.9.0/1.53s", "1.53t");
        older(false, "2.9.0/1.53t", "1.53t");
        older(false, "2.16.0/1.54p", "1.53t");
    }

    @Test
    public void aVersionThatNobodyKnowsIsNotRefused() {
        older(false, "", "1.53t");
        older(false, "latest", "1.53t");
    }

    @Test
    public void thisOneIsNotRefused() {
        ImagejVersion.check();
    }

    private static void older(boolean expected, String version, String other) {
        assertEquals(version, expected, ImagejVersion.isOlder(version, other));
    }
}
