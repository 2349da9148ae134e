package pixelforest.engine;

/** Receives a result plane by plane. */
public interface PlaneSink {
    /** The plane to be filled, as large as the image's: float[], or byte[] for segmentation and mask. Counts from 0. */
    Object plane(int frame, int channel, int z);
}
