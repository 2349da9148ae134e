package pixelforest.engine;

/** Receives a result plane by plane. */
public interface PlaneSink {
    /**
     * The plane to be filled, as large as the region that is computed: float[], or byte[] for segmentation and mask.
     * Coordinates are the image's and count from 0.
     */
    Object plane(int frame, int channel, int z);
}
