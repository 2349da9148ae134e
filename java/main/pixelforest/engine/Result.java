package pixelforest.engine;

/** What a job made of one block. */
final class Result extends Handle {
    Result(long id) {
        super(id);
    }

    /** Copies result number {@code which} into the planes it covers. */
    void copyTo(PlaneSink sink, int which, int channels, int imageWidth) {
        int[] region = Native.resultRegion(id());
        for (int channel = 0; channel < channels; channel++) {
            for (int z = region[1]; z < region[2]; z++) {
                Object plane = sink.plane(region[0], channel, z);
                if (plane instanceof byte[]) {
                    Native.resultReadBytes(id(), which, channel, z, (byte[]) plane, imageWidth, 0, 0);
                } else {
                    Native.resultReadFloats(id(), which, channel, z, (float[]) plane, imageWidth, 0, 0);
                }
            }
        }
    }
}
