package pixelforest.image;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.Prefs;
import ij.VirtualStack;
import ij.gui.Plot;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.RoiEncoder;
import ij.io.TiffEncoder;
import java.io.File;
import java.io.IOException;

/**
 * Saves images as ImageJ's TIFF files, with what ImageJ's own File > Save keeps. Unlike ij.io.FileSaver, which shows
 * errors in a dialog and leaves half-written files, it throws and leaves nothing. The image itself is not changed: it
 * keeps its title.
 */
public final class Tiff {
    private Tiff() {}

    /**
     * Saves an image. A file of that name is replaced once the new one is complete.
     *
     * @throws IOException names the file and the reason
     */
    public static void save(ImagePlus image, File target) throws IOException {
        TiffEncoder encoder = bigEndianEncoder(fileInfo(image));
        AtomicFile.write(target, encoder::write);
    }

    /**
     * ImageJ reads labels and properties of little-endian files wrongly where they are not Latin (TiffDecoder drops the
     * high byte of a character whose low byte is below 128), and class names may be in any script.
     */
    private static synchronized TiffEncoder bigEndianEncoder(FileInfo info) {
        boolean order = Prefs.intelByteOrder;
        Prefs.intelByteOrder = false; // TiffEncoder takes the order from here when it is made
        try {
            return new TiffEncoder(info);
        } finally {
            Prefs.intelByteOrder = order;
        }
    }

    /** As in FileSaver.saveAsTiff and saveAsTiffStack. */
    private static FileInfo fileInfo(ImagePlus image) {
        FileSaver saver = new FileSaver(image);
        FileInfo info = image.getFileInfo();
        info.info = image.getInfoProperty();
        info.description = saver.getDescriptionString();
        info.roi = RoiEncoder.saveAsByteArray(image.getRoi());
        info.overlay = FileSaver.getOverlay(image);
        info.properties = image.getPropertiesAsArray();
        if (image.hasImageStack()) {
            info.sliceLabels = sliceLabels(image.getStack());
        }
        if (info.nImages > 1 && image.getStack().isVirtual()) {
            info.virtualStack = (VirtualStack) image.getStack();
        }
        if (image instanceof CompositeImage) {
            saver.saveDisplayRangesAndLuts(image, info);
        }
        Object plot = image.getProperty(Plot.PROPERTY_KEY);
        if (plot != null) {
            info.plot = ((Plot) plot).toByteArray();
        }
        return info;
    }

    private static String[] sliceLabels(ImageStack stack) {
        String[] labels = new String[stack.getSize()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = stack.getSliceLabel(i + 1);
        }
        return labels;
    }
}
