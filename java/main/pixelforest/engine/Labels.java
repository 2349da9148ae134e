package pixelforest.engine;

import java.io.IOException;

/** The objects of a frame: which voxels belong to which, numbered from 1, and their measures. */
public final class Labels extends Handle {
    /** Numbers of the row of a shape. */
    private static final int SHAPE = 17, INTENSITY = 4;
    /** Most objects that 16 bit hold. */
    public static final int MOST_SHORT = 65535;

    Labels(long id) {
        super(id);
    }

    /** How many objects there are. */
    public int count() {
        return Native.labelsCount(id());
    }

    /** Copies a slice of the numbers into a short[], which holds up to {@link #MOST_SHORT}, or a float[]. */
    public void read(int z, Object plane) {
        if (plane instanceof short[]) {
            Native.labelsReadShorts(id(), z, (short[]) plane);
        } else {
            Native.labelsReadFloats(id(), z, (float[]) plane);
        }
    }

    /** The shapes of all objects: entry i is object i + 1, its numbers as Native.labelsShapes lists them. */
    public double[][] shapes() {
        return rows(Native.labelsShapes(id()), SHAPE);
    }

    /**
     * Mean, minimum, maximum and sum of each object: a row per object, per channel (three of RGB).
     *
     * @param frame frame of the image, from 0
     * @param region z0, y0, x0 where these objects begin in the image
     * @param depth slices of these objects
     */
    public double[][][] intensities(PlaneSource image, int frame, int[] region, int depth) throws IOException {
        boolean rgb = image.pixelType() == PlaneSource.RGB;
        double[][][] intensities = new double[image.shape()[1]][][];
        for (int channel = 0; channel < intensities.length; channel += rgb ? intensities.length : 1) {
            for (int z = 0; z < depth; z++) {
                try (Block plane = Block.ofPlane(image, frame, channel, region[0] + z)) {
                    Native.labelsAddIntensity(id(), channel, z, region[1], region[2], plane.id());
                }
            }
        }
        for (int channel = 0; channel < intensities.length; channel++) {
            intensities[channel] = rows(Native.labelsIntensities(id(), channel), INTENSITY);
        }
        return intensities;
    }

    private static double[][] rows(double[] numbers, int columns) {
        double[][] rows = new double[numbers.length / columns][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(numbers, i * columns, rows[i], 0, columns);
        }
        return rows;
    }
}
