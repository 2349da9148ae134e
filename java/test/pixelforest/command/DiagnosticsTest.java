package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import ij.IJ;
import java.util.Map;
import org.junit.Test;
import pixelforest.Macro;
import pixelforest.engine.Library;
import pixelforest.engine.Lines;

public class DiagnosticsTest {
    @Test
    public void theLibraryPassesAndSaysWhereItIs() {
        Map<String, String> result = Lines.parse(Macro.run("diagnostics"));
        assertEquals("passed", result.get("self_test"));
        assertEquals(Library.version(), result.get("library"));
        assertEquals(Library.simdLevel(), result.get("simd"));
        assertTrue(result.toString(), result.get("library_path").contains("pixel_forest"));
        assertEquals(IJ.getVersion(), result.get("imagej"));
        assertTrue(result.toString(), Double.parseDouble(result.get("seconds")) < 10);
    }
}
