package pixelforest.engine;

import java.io.IOException;

/** An image that is read plane by plane. Coordinates count from 0. One thread at a time reads. */
public interface PlaneSource {
    /** Pixel types. */
    int UINT8 = Native.UINT8, UINT16 = Native.UINT16, RGB = Native.RGB, FLOAT32 = Native.FLOAT32;

    /** The image's name, for messages and records. */
    String name();

    /** Frames, channels (3 for RGB), depth, height, width. */
    int[] shape();

    /** One of the pixel types above. */
    int pixelType();

    /** z spacing / xy spacing, or 0 where the image does not say. */
    double zRatio();

    /** A whole plane: byte[], short[], float[], or int[] of RGB, which holds all three channels and is channel 0. */
    Object plane(int frame, int channel, int z) throws IOException;
}
