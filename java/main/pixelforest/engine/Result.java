package pixelforest.engine;

/** What a job made of one block. */
final class Result extends Handle {
    Result(long id) {
        super(id);
    }

    /** The frame that it belongs to. */
    int frame() {
        return Native.resultRegion(id())[0];
    }

    /**
     * Copies result number {@code which} into the planes it covers.
     *
     * @param y image row of a plane's first row
     * @param x image column of a plane's first column
     * @param width pixels in a row of a plane
     */
    void copyTo(PlaneSink sink, int which, int channels, int y, int x, int width) {
        int[] region = Native.resultRegion(id());
        for (int channel = 0; channel < channels; channel++) {
            for (int z = region[1]; z < region[2]; z++) {
                Object plane = sink.plane(region[0], channel, z);
                if (plane instanceof byte[]) {
                    Native.resultReadBytes(id(), which, channel, z, (byte[]) plane, width, y, x);
                } else {
                    Native.resultReadFloats(id(), which, channel, z, (float[]) plane, width, y, x);
                }
            }
        }
    }
}
