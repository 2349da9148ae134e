package loci.plugins.in;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import loci.formats.FormatException;
import loci.formats.UnknownFormatException;
import loci.plugins.util.ImageProcessorReader;

/**
 * As in Bio-Formats, for files that end in .fake and hold the bytes that an import needs, the width of each series, one
 * number a line.
 */
public class ImportProcess {
    final ImporterOptions options;
    List<String> lines;
    private ImageProcessorReader reader;

    public ImportProcess(ImporterOptions options) {
        this.options = options;
    }

    public boolean execute() throws FormatException, IOException {
        options.saveOptions();
        File file = new File(options.getId());
        if (!file.getName().endsWith(".fake")) {
            throw new UnknownFormatException("Unknown file format: " + file);
        }
        lines = Files.readAllLines(file.toPath());
        if (lines.isEmpty()) {
            throw new FormatException("Invalid header\nin block 7");
        }
        reader = new ImageProcessorReader();
        return true;
    }

    public int getSeriesCount() {
        return lines.size() - 1;
    }

    public long getMemoryUsage() {
        return Long.parseLong(lines.get(0));
    }

    public ImageProcessorReader getReader() {
        return reader;
    }
}
