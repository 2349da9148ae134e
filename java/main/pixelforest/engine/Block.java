package pixelforest.engine;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A box of an image, filled from the image's planes. */
final class Block extends Handle {
    private Block(long id) {
        super(id);
    }

    /** The next block a job wants, or null. */
    static Block next(Job job) {
        long id = Native.blockNext(job.id());
        return id == 0 ? null : new Block(id);
    }

    /** One plane of an image as a block of one slice; a plane of RGB has three channels. */
    static Block ofPlane(PlaneSource image, int frame, int channel, int z) throws IOException {
        Library.load();
        int[] shape = image.shape();
        Block block = new Block(
                Native.blockNew(image.pixelType() == PlaneSource.RGB ? 3 : 1, 1, shape[3], shape[4]));
        try {
            block.supply(0, 0, image.plane(frame, channel, z), shape[4]);
            return block;
        } catch (IOException | RuntimeException | Error e) {
            block.close();
            throw e;
        }
    }

    /**
     * Fills this block from the images of its job.
     *
     * @param stopped asked before each plane; ends the work with a CancellationException
     */
    void fill(PlaneSource[] images, BooleanSupplier stopped) throws IOException {
        int[] request = Native.blockRequest(id());
        PlaneSource image = images[request[0]];
        int frame = request[1];
        int planes = image.pixelType() == PlaneSource.RGB ? 1 : request[8];
        for (int z = request[2]; z < request[3]; z++) {
            for (int channel = 0; channel < planes; channel++) {
                if (stopped.getAsBoolean()) {
                    throw new CancellationException("cancelled");
                }
                supply(channel, z, image.plane(frame, channel, z), image.shape()[4]);
            }
        }
    }

    private void supply(int channel, int z, Object plane, int width) {
        if (plane instanceof byte[]) {
            Native.blockSupplyBytes(id(), channel, z, (byte[]) plane, width);
        } else if (plane instanceof short[]) {
            Native.blockSupplyShorts(id(), channel, z, (short[]) plane, width);
        } else if (plane instanceof int[]) {
            Native.blockSupplyInts(id(), channel, z, (int[]) plane, width);
        } else {
            Native.blockSupplyFloats(id(), channel, z, (float[]) plane, width);
        }
    }
}
