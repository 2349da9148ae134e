package pixelforest.engine;

/**
 * What a prediction shows of a block, as bytes: made of the same probabilities whenever a layer is read. A coarse
 * prediction's cells are filled whole.
 */
public final class Layers {
    /** 255 times the probability of a class, rounded. */
    public static final int PROBABILITY = 0;
    /** Number of the most probable class, from 1; of equal ones the first. */
    public static final int SEGMENTATION = 1;
    /** 255 times the uncertainty (1 - the difference of the two largest probabilities), rounded. */
    public static final int UNCERTAINTY = 2;

    private static final int XY = 0, XZ = 1, YZ = 2;

    private final Result result;
    private final int[] region;

    Layers(Result result) {
        this.result = result;
        region = Native.resultRegion(result.id());
    }

    /** The frame. */
    public int frame() {
        return region[0];
    }

    /** The voxels of this block: z0, z1, y0, y1, x0, x1 (ends are one past the last). */
    public int[] region() {
        return java.util.Arrays.copyOfRange(region, 1, 7);
    }

    /**
     * Copies slice z into the same place of a plane.
     *
     * @param layer one of the constants above
     * @param classIndex the class of PROBABILITY, from 0; otherwise without meaning
     * @param width pixels in a row of the plane
     * @param y image row of the plane's first row
     * @param x image column of the plane's first column
     */
    public void read(int layer, int classIndex, int z, byte[] plane, int width, int y, int x) {
        Native.resultReadLayer(result.id(), layer, classIndex, XY, z, plane, width, y, x);
    }

    /**
     * Copies the section at row y: the plane's rows are slices, its columns those of the image.
     *
     * @param z slice of the plane's first row
     * @param x image column of the plane's first column
     */
    public void readXZ(int layer, int classIndex, int y, byte[] plane, int width, int z, int x) {
        Native.resultReadLayer(result.id(), layer, classIndex, XZ, y, plane, width, z, x);
    }

    /**
     * Copies the section at column x: the plane's rows are those of the image, its columns slices.
     *
     * @param y image row of the plane's first row
     * @param z slice of the plane's first column
     */
    public void readYZ(int layer, int classIndex, int x, byte[] plane, int width, int y, int z) {
        Native.resultReadLayer(result.id(), layer, classIndex, YZ, x, plane, width, y, z);
    }
}
