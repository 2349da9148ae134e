package loci.plugins.util;

import java.io.IOException;

/** As in Bio-Formats; counts the files that are open. */
public class ImageProcessorReader {
    /** Readers that were not closed. */
    public static int open;

    public ImageProcessorReader() {
        open++;
    }

    public void close() throws IOException {
        open--;
    }
}
