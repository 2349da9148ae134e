package pixelforest.window;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.awt.Image;
import java.awt.image.ColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How ImageJ shows an image at a moment: channels, contrast and colours, for pictures of other planes of it. Immutable. */
final class DisplayLook {
    private static final String PROJECTION = "CompositeProjection";

    /** Channels that are seen, from 1. */
    private final List<Integer> channels = new ArrayList<>();
    /** Of each seen channel of a composite; empty for other images. */
    private final List<LUT> luts = new ArrayList<>();
    /** Of other images. */
    private final ColorModel colors;
    private final double min, max;
    private final String projection;

    private DisplayLook(ImagePlus image) {
        ImageProcessor shown = image.getProcessor();
        colors = shown.getColorModel();
        min = shown.getMin();
        max = shown.getMax();
        boolean composite = image.isComposite() && ((CompositeImage) image).getMode() == CompositeImage.COMPOSITE;
        projection = composite ? image.getProp(PROJECTION) : null;
        if (!composite) {
            channels.add(image.getC());
            return;
        }
        boolean[] active = ((CompositeImage) image).getActiveChannels();
        LUT[] all = ((CompositeImage) image).getLuts();
        for (int c = 0; c < all.length; c++) {
            if (active[c]) {
                channels.add(c + 1);
                luts.add(all[c]);
            }
        }
    }

    /** How an image is shown now. On the event thread. */
    static DisplayLook of(ImagePlus image) {
        return new DisplayLook(image);
    }

    /** Channels that are seen, from 1. */
    List<Integer> channels() {
        return channels;
    }

    /** A picture of planes, one per seen channel; null where none is seen. */
    Image draw(ImageProcessor[] planes) {
        if (planes.length == 0) {
            return null;
        }
        if (planes.length == 1 || luts.isEmpty()) {
            dress(planes[0]);
            return planes[0].createImage();
        }
        ImageStack stack = new ImageStack(planes[0].getWidth(), planes[0].getHeight());
        for (ImageProcessor plane : planes) {
            stack.addSlice("", plane);
        }
        ImagePlus all = new ImagePlus("", stack);
        all.setDimensions(planes.length, 1, 1);
        all.setProp(PROJECTION, projection);
        CompositeImage composite = new CompositeImage(all, CompositeImage.COMPOSITE);
        composite.setLuts(luts.toArray(new LUT[0]));
        return composite.getImage();
    }

    private void dress(ImageProcessor plane) {
        if (plane instanceof ColorProcessor) {
            return;
        }
        if (!luts.isEmpty()) {
            plane.setLut(luts.get(0));
            return;
        }
        plane.setColorModel(colors);
        plane.setMinAndMax(min, max);
    }

    private List<Object> parts() {
        List<Object> ranges = new ArrayList<>();
        luts.forEach(lut -> ranges.addAll(Arrays.asList(lut.min, lut.max)));
        return Arrays.asList(channels, luts, colors, min, max, projection, ranges);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DisplayLook && parts().equals(((DisplayLook) other).parts());
    }

    @Override
    public int hashCode() {
        return channels.hashCode() + Double.hashCode(min) + Double.hashCode(max);
    }
}
