package pixelforest.annotation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import ij.gui.Line;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.process.FloatPolygon;
import java.util.Random;
import org.junit.Test;

/** Lines against the distance of every pixel, and against the area that they sweep. */
public class RasteriserTest {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 47;

    @Test
    public void linesCoverThePixelsWithinHalfTheirWidth() {
        Random random = new Random(2);
        for (int i = 0; i < 400; i++) {
            boolean whole = i % 2 == 0;
            double width = whole ? random.nextInt(9) : 12 * random.nextDouble();
            FloatPolygon vertices = randomLine(random, 2 + random.nextInt(6), whole);
            boolean[][] covered = grid(rasterise(vertices, width, Roi.POLYLINE), WIDTH, HEIGHT);
            double radius = Math.max(1, (float) width) / 2;
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    boolean within = distance(vertices, x - Rasteriser.TIE, y - Rasteriser.TIE) <= radius;
                    // Beyond the width only the digital line between rounded vertices: half a pixel from that line,
                    // which is itself at most half a pixel's diagonal away.
                    boolean near = distance(vertices, x, y) <= 0.5 + Math.sqrt(0.5) + 1e-6;
                    String where = i + ", width " + width + " at " + x + ", " + y;
                    assertTrue(where, covered[y][x] || !within);
                    assertTrue(where, !covered[y][x] || within || near);
                }
            }
        }
    }

    @Test
    public void thinLinesHaveNoGaps() {
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            FloatPolygon vertices = randomLine(random, 2, i % 2 == 0);
            float[] xs = vertices.xpoints;
            float[] ys = vertices.ypoints;
            for (int v = 0; v < 2; v++) {
                xs[v] = Math.max(0, Math.min(WIDTH - 1, xs[v]));
                ys[v] = Math.max(0, Math.min(HEIGHT - 1, ys[v]));
            }
            boolean[][] covered = grid(rasterise(vertices, 0, Roi.FREELINE), WIDTH, HEIGHT);
            int x = Math.round(xs[0]);
            int y = Math.round(ys[0]);
            assertTrue("start not covered", covered[y][x]);
            assertTrue("end not reached from start", reaches(covered, x, y, Math.round(xs[1]), Math.round(ys[1])));
        }
    }

    /** Flood fill over sides and corners. */
    private static boolean reaches(boolean[][] covered, int x, int y, int endX, int endY) {
        if (y < 0 || y >= HEIGHT || x < 0 || x >= WIDTH || !covered[y][x]) {
            return false;
        }
        if (x == endX && y == endY) {
            return true;
        }
        covered[y][x] = false;
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                if (reaches(covered, x + dx, y + dy, endX, endY)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    public void aLineAlongARowCoversAsManyRowsAsItIsWide() {
        int[][] rows = {{10, 11}, {10, 12}, {9, 12}, {9, 13}, {8, 13}};
        for (int w = 1; w <= 5; w++) {
            for (boolean upright : new boolean[] {false, true}) {
                Roi roi = upright ? new Line(10, 5, 10, 40) : new Line(5, 10, 40, 10);
                roi.setStrokeWidth(w);
                boolean[][] covered = grid(new Rasteriser(WIDTH, HEIGHT).pixels(roi), WIDTH, HEIGHT);
                for (int i = 0; i < HEIGHT; i++) {
                    boolean expected = i >= rows[w - 1][0] && i < rows[w - 1][1];
                    assertEquals("width " + w + ", " + i, expected, upright ? covered[20][i] : covered[i][20]);
                }
            }
        }
    }

    @Test
    public void anAngleIsALineWithItsWidth() {
        FloatPolygon corner = new FloatPolygon(new float[] {30, 5, 20}, new float[] {10, 10, 30}, 3);
        for (int width : new int[] {0, 1, 4}) {
            boolean[][] angle = grid(rasterise(corner, width, Roi.ANGLE), WIDTH, HEIGHT);
            assertArrayEquals(grid(rasterise(corner, width, Roi.POLYLINE), WIDTH, HEIGHT), angle);
            assertTrue(angle[10][20] && angle[30][20] && !angle[20][25]);
        }
    }

    @Test
    public void coordinatesOfLinesAreCentresOfPixels() {
        assertEquals("10:5-8", runs(new Line(5, 10, 7, 10)));
        assertEquals("10:5-8", runs(new Line(5.4, 10.4, 7.4, 10.4)));
        assertEquals("11:6-9", runs(new Line(5.6, 10.6, 7.6, 10.6)));
        assertEquals("5:5-6 6:6-7 7:7-8", runs(new Line(5, 5, 7, 7)));
        assertEquals("0:3-4", runs(new Line(3, 0, 3, 0)));
    }

    @Test
    public void aWideFreehandLineHasTheAreaThatItSweeps() {
        int n = 600;
        float[] xs = new float[n];
        float[] ys = new float[n];
        for (int i = 0; i < n; i++) {
            xs[i] = 30 + i * 0.7f;
            ys[i] = (float) (150 + 60 * Math.sin(i * 0.02));
        }
        for (double width : new double[] {2, 3, 5, 8, 13.5, 30}) {
            double radius = width / 2;
            double length = 0;
            double bends = 0;
            for (int i = 1; i < n; i++) {
                length += Math.hypot(xs[i] - xs[i - 1], ys[i] - ys[i - 1]);
                if (i > 1) {
                    // Outside of a bend the disc adds a sector, inside of it the two sides overlap in a kite.
                    double angle = Math.abs(Math.atan2(ys[i] - ys[i - 1], xs[i] - xs[i - 1])
                            - Math.atan2(ys[i - 1] - ys[i - 2], xs[i - 1] - xs[i - 2]));
                    bends += radius * radius * (angle / 2 - Math.tan(angle / 2));
                }
            }
            double area = length * width + Math.PI * radius * radius + bends;
            checkArea("width " + width, xs, ys, width, area, 2 * length);
        }
    }

    @Test
    public void whereAFreehandLineOverlapsItselfItCountsOnce() {
        int corners = 90;
        int n = 2 * corners + 1; // twice around
        double ring = 80;
        float[] xs = new float[n];
        float[] ys = new float[n];
        for (int i = 0; i < n; i++) {
            xs[i] = (float) (250 + ring * Math.cos(2 * Math.PI * i / corners));
            ys[i] = (float) (150 + ring * Math.sin(2 * Math.PI * i / corners));
        }
        double half = Math.PI / corners;
        double around = 2 * corners * ring * Math.sin(half);
        for (double width : new double[] {2, 5, 9.5, 24}) {
            double radius = width / 2;
            double outside = around * radius + Math.PI * radius * radius;
            double inside = around * radius - corners * Math.tan(half) * radius * radius;
            checkArea("width " + width, xs, ys, width, outside + inside, 2 * around);
        }
    }

    @Test
    public void tangledFreehandLinesHaveTheAreaThatTheySweep() {
        Random random = new Random(6);
        for (int i = 0; i < 12; i++) {
            int n = 14;
            float[] xs = new float[n];
            float[] ys = new float[n];
            for (int v = 0; v < n; v++) {
                xs[v] = 40 + 70 * random.nextFloat();
                ys[v] = 40 + 70 * random.nextFloat();
            }
            double width = 3 + 9 * random.nextDouble();
            FloatPolygon line = new FloatPolygon(xs, ys, n);
            int fine = 4;
            int within = 0;
            for (int y = 0; y < 150 * fine; y++) {
                for (int x = 0; x < 150 * fine; x++) {
                    within += distance(line, (x + 0.5) / fine - 0.5, (y + 0.5) / fine - 0.5) <= width / 2 ? 1 : 0;
                }
            }
            double area = (double) within / (fine * fine);
            // No shape of this area has a shorter perimeter than the disc.
            checkArea("tangle " + i, xs, ys, width, area, 2 * Math.sqrt(Math.PI * area));
        }
    }

    /** Pixels on the perimeter are counted or not: the errors cancel, so that a tenth of it is plenty. */
    private static void checkArea(String what, float[] xs, float[] ys, double width, double area, double perimeter) {
        PolygonRoi roi = new PolygonRoi(xs, ys, xs.length, Roi.FREELINE);
        roi.setStrokeWidth(width);
        assertEquals(what, area, count(grid(new Rasteriser(500, 300).pixels(roi), 500, 300)), perimeter / 10);
    }

    @Test
    public void whatLiesOutsideIsDroppedAndTheRestIsTheSame() {
        Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            FloatPolygon vertices = randomLine(random, 4, i % 2 == 0);
            boolean[][] small = grid(rasterise(vertices, i % 7, Roi.POLYLINE), WIDTH, HEIGHT);
            for (int v = 0; v < vertices.npoints; v++) {
                vertices.xpoints[v] += 64;
                vertices.ypoints[v] += 64;
            }
            PolygonRoi moved = new PolygonRoi(vertices, Roi.POLYLINE);
            moved.setStrokeWidth(i % 7);
            boolean[][] large = grid(new Rasteriser(256, 256).pixels(moved), 256, 256);
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    assertEquals(i + " at " + x + ", " + y, large[y + 64][x + 64], small[y][x]);
                }
            }
        }
    }

    @Test(timeout = 5000)
    public void linesThatLeaveTheImageFarBehindAreCutQuickly() {
        Line roi = new Line(-1e9, -1e9, 1e9, 1e9);
        assertEquals(HEIGHT, count(grid(new Rasteriser(WIDTH, HEIGHT).pixels(roi), WIDTH, HEIGHT)));
        roi.setStrokeWidth(1e8);
        assertEquals(HEIGHT * WIDTH, count(grid(new Rasteriser(WIDTH, HEIGHT).pixels(roi), WIDTH, HEIGHT)));
        assertTrue(new Rasteriser(WIDTH, HEIGHT).pixels(new Line(1e9, 5, 2e9, 5)).isEmpty());
        assertTrue(new Rasteriser(WIDTH, HEIGHT).pixels(new Line(Double.NaN, 5, 9, 5)).isEmpty());
    }

    @Test
    public void rowsOfAFullBoxStaySeparateRuns() {
        assertEquals("3:0-2 4:0-2", runs(new Roi(-5, 3, 7, 2)));
        assertFalse(new Rasteriser(WIDTH, HEIGHT).pixels(new Roi(0, 0, WIDTH, HEIGHT)).isEmpty());
    }

    /** Vertices on and around the image; whole coordinates meet the cases of exact ties. */
    private static FloatPolygon randomLine(Random random, int n, boolean whole) {
        float[] xs = new float[n];
        float[] ys = new float[n];
        for (int i = 0; i < n; i++) {
            xs[i] = 90 * random.nextFloat() - 15;
            ys[i] = 70 * random.nextFloat() - 12;
            if (whole) {
                xs[i] = Math.round(xs[i]);
                ys[i] = random.nextInt(4) == 0 && i > 0 ? ys[i - 1] : Math.round(ys[i]);
            }
        }
        return new FloatPolygon(xs, ys, n);
    }

    private static PixelSet rasterise(FloatPolygon vertices, double width, int type) {
        PolygonRoi roi = new PolygonRoi(vertices, type);
        roi.setStrokeWidth(width);
        return new Rasteriser(WIDTH, HEIGHT).pixels(roi);
    }

    /** Distance of a point to a polyline, from the definition. */
    private static double distance(FloatPolygon line, double x, double y) {
        double nearest = Double.MAX_VALUE;
        for (int i = 1; i < line.npoints; i++) {
            double dx = line.xpoints[i] - line.xpoints[i - 1];
            double dy = line.ypoints[i] - line.ypoints[i - 1];
            double square = dx * dx + dy * dy;
            double along = (x - line.xpoints[i - 1]) * dx + (y - line.ypoints[i - 1]) * dy;
            double t = square == 0 ? 0 : Math.max(0, Math.min(1, along / square));
            nearest = Math.min(nearest,
                    Math.hypot(x - line.xpoints[i - 1] - t * dx, y - line.ypoints[i - 1] - t * dy));
        }
        return nearest;
    }

    private static boolean[][] grid(PixelSet pixels, int width, int height) {
        boolean[][] grid = new boolean[height][width];
        pixels.forEachRun((y, x0, x1) -> {
            assertTrue(x0 < x1);
            for (int x = x0; x < x1; x++) {
                assertFalse(grid[y][x]);
                grid[y][x] = true;
            }
        });
        return grid;
    }

    private static int count(boolean[][] grid) {
        int count = 0;
        for (boolean[] row : grid) {
            for (boolean pixel : row) {
                count += pixel ? 1 : 0;
            }
        }
        return count;
    }

    private static String runs(Roi roi) {
        StringBuilder runs = new StringBuilder();
        new Rasteriser(WIDTH, HEIGHT).pixels(roi).forEachRun(
                (y, x0, x1) -> runs.append(' ').append(y).append(':').append(x0).append('-').append(x1));
        return runs.toString().trim();
    }
}
