package pixelforest.demo;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Rows of pictures below a line of titles. */
final class Montage {
    private static final int GAP = 6;
    private static final int TITLE = 24;

    private final String[] titles;
    private final List<String> names = new ArrayList<>();
    private final List<ImageProcessor[]> rows = new ArrayList<>();

    Montage(String... titles) {
        this.titles = titles;
    }

    /** A slice in gray; {@code black} and below is black, {@code white} and above white. */
    static ImageProcessor gray(ImagePlus image, int slice, double black, double white) {
        ImageProcessor pixels = image.getStack().getProcessor(slice);
        FloatProcessor values = new FloatProcessor(image.getWidth(), image.getHeight());
        for (int i = 0; i < pixels.getPixelCount(); i++) values.setf(i, pixels.getf(i));
        values.setMinAndMax(black, white);
        return values.convertToByte(true).convertToRGB();
    }

    /** A slice of a label image: each label has a colour of its own, 0 is black. */
    static ImageProcessor labels(ImagePlus image, int slice) {
        ImageProcessor labels = image.getStack().getProcessor(slice);
        ColorProcessor colored = new ColorProcessor(image.getWidth(), image.getHeight());
        for (int i = 0; i < labels.getPixelCount(); i++) {
            int label = labels.get(i);
            // The golden ratio spreads the hues of neighbouring numbers.
            float hue = label * 0.618034f % 1;
            float brightness = 0.6f + 0.4f * new Random(label).nextFloat();
            colored.set(i, label == 0 ? 0 : Color.HSBtoRGB(hue, 0.7f, brightness));
        }
        return colored;
    }

    /** A row: one picture per title, all of the same size. */
    void addRow(String name, ImageProcessor... pictures) {
        names.add(name);
        rows.add(pictures);
    }

    void save(File file) throws IOException {
        int width = rows.get(0)[0].getWidth();
        int height = rows.get(0)[0].getHeight();
        int across = GAP + titles.length * (width + GAP);
        int down = TITLE + rows.size() * (height + GAP);
        BufferedImage montage = new BufferedImage(across, down, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = montage.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, across, down);
        for (int column = 0; column < titles.length; column++) {
            int x = GAP + column * (width + GAP);
            graphics.setColor(Color.BLACK);
            graphics.drawString(titles[column], x, TITLE - 8);
            for (int row = 0; row < rows.size(); row++) {
                int y = TITLE + row * (height + GAP);
                graphics.drawImage(rows.get(row)[column].getBufferedImage(), x, y, null);
                if (column == 0) {
                    graphics.setColor(Color.YELLOW);
                    graphics.drawString(names.get(row), x + 5, y + 18);
                }
            }
        }
        graphics.dispose();
        if (!ImageIO.write(montage, "png", file)) throw new IOException("cannot write " + file);
    }
}
