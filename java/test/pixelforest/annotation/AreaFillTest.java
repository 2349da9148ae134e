package pixelforest.annotation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import ij.gui.EllipseRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.RotatedRectRoi;
import ij.gui.ShapeRoi;
import ij.process.FloatPolygon;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.util.Random;
import org.junit.Test;

/** Areas against ImageJ's masks, and against the definition: one point in polygon after the other. */
public class AreaFillTest {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 47;

    /** Kinds of {@link #randomArea}. */
    private static final int KINDS = 16;

    @Test
    public void areasEqualImageJsMasks() {
        Random random = new Random(1);
        long pixels = 0;
        for (int i = 0; i < 500 * KINDS; i++) {
            Roi roi = randomArea(random, i % KINDS);
            boolean[][] covered = covered(roi);
            Rectangle bounds = roi.getBounds();
            ImageProcessor mask = roi.getMask();
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    boolean expected = bounds.contains(x, y)
                            && (mask == null || mask.get(x - bounds.x, y - bounds.y) != 0);
                    assertEquals("ROI " + i + ", " + roi + ", at " + x + ", " + y, expected, covered[y][x]);
                    pixels += expected ? 1 : 0;
                }
            }
        }
        assertTrue("the ROIs cover little: " + pixels, pixels > 1_000_000);
    }

    @Test
    public void polygonsCoverThePixelsWhoseCentreLiesInside() {
        Random random = new Random(2);
        for (int i = 0; i < 3000; i++) {
            FloatPolygon outline = randomPolygon(random, 3 + random.nextInt(9), i % 3);
            checkAgainstDefinition("polygon " + i, new PolygonRoi(outline, Roi.POLYGON), outline);
        }
    }

    @Test
    public void compositesCoverThePixelsWhoseCentreLiesInsideAnOddNumberOfTheirParts() {
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            FloatPolygon[] parts = new FloatPolygon[2 + random.nextInt(3)];
            Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
            for (int p = 0; p < parts.length; p++) {
                parts[p] = randomPolygon(random, 3 + random.nextInt(4), 1);
                path.moveTo(parts[p].xpoints[0], parts[p].ypoints[0]);
                for (int v = 1; v < parts[p].npoints; v++) {
                    path.lineTo(parts[p].xpoints[v], parts[p].ypoints[v]);
                }
                path.closePath();
            }
            checkAgainstDefinition("composite " + i, new ShapeRoi(path), parts);
        }
    }

    private static void checkAgainstDefinition(String what, Roi roi, FloatPolygon... outlines) {
        boolean[][] covered = covered(roi);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inside = false;
                for (FloatPolygon outline : outlines) {
                    inside ^= contains(outline, x + 0.5 - 1e-8, y + 0.5);
                }
                assertEquals(what + " at " + x + ", " + y, inside, covered[y][x]);
            }
        }
    }

    /** Even-odd rule: whether a ray to the left, just above y, crosses the outline an odd number of times. */
    private static boolean contains(FloatPolygon outline, double x, double y) {
        boolean inside = false;
        for (int i = 0, j = outline.npoints - 1; i < outline.npoints; j = i++) {
            double x0 = outline.xpoints[j];
            double y0 = outline.ypoints[j];
            double x1 = outline.xpoints[i];
            double y1 = outline.ypoints[i];
            if (y0 < y != y1 < y && x0 + (y - y0) / (y1 - y0) * (x1 - x0) < x) {
                inside = !inside;
            }
        }
        return inside;
    }

    /** Vertices at multiples of 1/8 are exact as floats wherever the polygon lies; those of 1/2 meet pixel centres. */
    private static FloatPolygon randomPolygon(Random random, int n, int fineness) {
        int steps = new int[] {1, 2, 8}[fineness];
        float[] xs = new float[n];
        float[] ys = new float[n];
        for (int i = 0; i < n; i++) {
            xs[i] = (float) (random.nextInt(90 * steps) - 15 * steps) / steps;
            ys[i] = (float) (random.nextInt(70 * steps) - 12 * steps) / steps;
        }
        return new FloatPolygon(xs, ys, n);
    }

    private static Roi randomArea(Random random, int kind) {
        int x = random.nextInt(80) - 20;
        int y = random.nextInt(60) - 15;
        int w = 1 + random.nextInt(40);
        int h = 1 + random.nextInt(40);
        double part = random.nextDouble();
        switch (kind) {
            case 0:
                return new Roi(x, y, w, h);
            case 1:
                return new Roi(x + part, y + random.nextDouble(), w + random.nextDouble(), h + random.nextDouble());
            case 2:
                return new Roi(x, y, w, h, 1 + random.nextInt(20));
            case 3:
                return new OvalRoi(x, y, w, h);
            case 4:
                return new OvalRoi(x + part, y - part, w + random.nextDouble(), h + random.nextDouble());
            case 5:
                return polygon(random, x, y, w, h, Roi.POLYGON, false);
            case 6:
                return polygon(random, x, y, w, h, Roi.POLYGON, true);
            case 7:
                return polygon(random, x, y, w, h, Roi.FREEROI, true);
            case 8:
                return polygon(random, x, y, w, h, Roi.FREEROI, false);
            case 9:
                return polygon(random, x, y, w, h, Roi.TRACED_ROI, false);
            case 10:
                return new EllipseRoi(x, y, x + w, y + h + part, 0.2 + 0.8 * random.nextDouble());
            case 11:
                return new RotatedRectRoi(x, y, x + w, y + h + part, 1 + random.nextInt(20));
            case 12:
                PolygonRoi curve = polygon(random, x, y, w, h, Roi.POLYGON, part < 0.5);
                curve.fitSpline();
                return curve;
            case 13:
                Roi moved = polygon(random, x, y, w, h, Roi.POLYGON, part < 0.5);
                moved.setLocation(x + part, y - part);
                return moved;
            case 14:
                return brushed(random, x, y, w, h);
            default:
                ShapeRoi first = new ShapeRoi(new OvalRoi(x, y, w, h));
                return first.xor(new ShapeRoi(polygon(random, x + 5, y - 3, w, h, Roi.POLYGON, part < 0.5)));
        }
    }

    private static PolygonRoi polygon(Random random, int x, int y, int w, int h, int type, boolean subPixel) {
        int n = 3 + random.nextInt(8);
        float[] xs = new float[n];
        float[] ys = new float[n];
        int[] xi = new int[n];
        int[] yi = new int[n];
        for (int i = 0; i < n; i++) {
            xs[i] = x + w * random.nextFloat();
            ys[i] = y + h * random.nextFloat();
            xi[i] = Math.round(xs[i]);
            yi[i] = Math.round(ys[i]);
        }
        return subPixel ? new PolygonRoi(xs, ys, n, type) : new PolygonRoi(xi, yi, n, type);
    }

    /** As the brush tool makes it: discs one after the other, and one taken away. */
    private static Roi brushed(Random random, int x, int y, int w, int h) {
        ShapeRoi brushed = new ShapeRoi(new OvalRoi(x, y, 15, 15));
        for (int i = 0; i < 6; i++) {
            brushed.or(new ShapeRoi(new OvalRoi(x + random.nextInt(w), y + random.nextInt(h), 15, 15)));
        }
        brushed.not(new ShapeRoi(new OvalRoi(x + 3, y + 3, 7, 7)));
        return brushed;
    }

    @Test
    public void aHoleIsNotCovered() {
        ShapeRoi ring = new ShapeRoi(new Roi(3, 4, 9, 9)).not(new ShapeRoi(new Roi(6, 7, 3, 3)));
        boolean[][] covered = covered(ring);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean outer = x >= 3 && x < 12 && y >= 4 && y < 13;
                boolean inner = x >= 6 && x < 9 && y >= 7 && y < 10;
                assertEquals(outer && !inner, covered[y][x]);
            }
        }
    }

    @Test(timeout = 20_000)
    public void largeImagesAndRoisFarOutsideAreCheap() {
        Rasteriser rasteriser = new Rasteriser(20_000, 20_000);
        float[] xs = {-1e9f, 1e9f, 1e9f, -1e9f};
        float[] ys = {-1e9f, -1e9f, 1e9f, 1e9f};
        Roi[] everywhere = {
            new Roi(-1_000_000_000, -1_000_000_000, 2_000_000_000, 2_000_000_000),
            new PolygonRoi(xs, ys, 4, Roi.POLYGON),
            new ShapeRoi(new Area(new Rectangle(-5, -5, 30_000, 30_000))),
        };
        for (int i = 0; i < 50; i++) {
            for (Roi roi : everywhere) {
                assertEquals(400_000_000, count(rasteriser.pixels(roi)));
            }
            double disc = count(rasteriser.pixels(new OvalRoi(0, 0, 20_000, 20_000)));
            assertEquals(Math.PI * 1e8, disc, 2e4);
            assertTrue(rasteriser.pixels(new OvalRoi(-900_000, 3, 899_990, 899_990)).isEmpty());
            assertEquals(20_000, count(rasteriser.pixels(new Line(0, 0, 19_999, 19_999))));
        }
    }

    private static long count(PixelSet pixels) {
        long[] count = {0};
        pixels.forEachRun((y, x0, x1) -> count[0] += x1 - x0);
        return count[0];
    }

    private static boolean[][] covered(Roi roi) {
        boolean[][] covered = new boolean[HEIGHT][WIDTH];
        new Rasteriser(WIDTH, HEIGHT).pixels(roi).forEachRun((y, x0, x1) -> {
            for (int x = x0; x < x1; x++) {
                covered[y][x] = true;
            }
        });
        return covered;
    }
}
