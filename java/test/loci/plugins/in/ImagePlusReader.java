package loci.plugins.in;

import ij.ImagePlus;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import loci.formats.FormatException;

/** As in Bio-Formats: opens the series that are switched on; the title says how. */
public class ImagePlusReader {
    private final ImportProcess process;

    public ImagePlusReader(ImportProcess process) {
        this.process = process;
    }

    public ImagePlus[] openImagePlus() throws FormatException, IOException {
        ImporterOptions options = process.options;
        if (!options.isQuiet() || !options.isWindowless() || !"XYCZT".equals(options.getStackOrder())) {
            throw new AssertionError("a dialog, or planes in another order");
        }
        List<ImagePlus> images = new ArrayList<>();
        for (int s = 0; s < process.getSeriesCount(); s++) {
            if (options.isSeriesOn(s)) {
                int width = Integer.parseInt(process.lines.get(s + 1));
                String title = "series " + (s + 1) + (options.isVirtual() ? " virtual" : "");
                images.add(new ImagePlus(title, new ShortProcessor(width, 5)));
            }
        }
        return images.toArray(new ImagePlus[0]);
    }
}
