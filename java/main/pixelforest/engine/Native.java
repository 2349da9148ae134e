package pixelforest.engine;

/**
 * The native library's functions, nothing else: no checks, no logic. The classes of this package wrap them.
 *
 * <p>A handle is an id in a table of the library, never a pointer; 0 is no handle. Every handle is given back by
 * {@link #close}. A handle that was closed is refused with an IllegalStateException. Coordinates count from 0.
 *
 * <p>Every function maps the library's errors: bad input to IllegalArgumentException, cancellation to
 * java.util.concurrent.CancellationException, files to java.io.IOException (declared where files are touched),
 * memory to OutOfMemoryError, a defect of the library to IllegalStateException.
 */
final class Native {
    /** Pixel types of an image. */
    static final int UINT8 = 0, UINT16 = 1, RGB = 2, FLOAT32 = 3;

    private Native() {}

    // ---- the library ----

    /** Version of the library, as in Cargo.toml. */
    static native String version();

    /** SIMD level in use: the processor's best, or the one that the environment variable PIXEL_FOREST_SIMD names. */
    static native String simdLevel();

    /** Number of open handles. */
    static native int openHandles();

    /** Closes a handle. Work that is using it goes on to its end. A handle that is closed already is left alone. */
    static native void close(long handle);

    /** Fails on purpose ("invalid", "cancelled", "io", "memory", "panic"), so that tests see how each failure arrives. */
    static native void fail(String how) throws java.io.IOException;

    // ---- models ----

    static native long modelLoad(String path) throws java.io.IOException;

    /** Another handle of the same model, which lives until both are closed. */
    static native long modelShare(long model);

    /** Writes the model beside its target and renames it. */
    static native void modelSave(long model, String path) throws java.io.IOException;

    /** What the model holds and how it was made: lines "key=value", escaped as java.util.Properties. */
    static native String modelInfo(long model);

    static native String[] modelClassNames(long model);

    /** Colours of the classes, 0xRRGGBB. */
    static native int[] modelClassColors(long model);

    // ---- projects: what a file holds, with a model or without ----

    /** A project's handle; it is a model's as well where the project has a model. */
    static native long projectRead(String path) throws java.io.IOException;

    static native boolean projectHasModel(long project);

    /** How many labelled rows the project or model keeps, 0 where none. */
    static native long projectRows(long project);

    /** Of each image its path and its absolute path (empty where not known). */
    static native String[] projectPaths(long project);

    /** Of each image six numbers: frames, channels, depth, height, width, fingerprint. */
    static native long[] projectImages(long project);

    /** Of each annotation its image and its class, -1 for an ROI. */
    static native int[] projectAnnotations(long project);

    /** The bytes of annotation {@code i}, an ROI. */
    static native byte[] projectRoi(long project, int i);

    /** The runs of annotation {@code i}, five numbers each: frame, z, y, x0, x1. */
    static native int[] projectRuns(long project, int i);

    static native String[] projectClassNames(long project);

    /** Of each class its colour and 1 where it is visible. */
    static native int[] projectClassStyles(long project);

    /** Pairs key, value. */
    static native String[] projectSettings(long project);

    /** Pairs key, value. */
    static native String[] projectView(long project);

    static native String projectRecovered(long project);

    /**
     * Writes a project beside its target and renames it; all in the forms in which they are read.
     *
     * @param model a model, or 0
     * @param rois of each annotation the bytes of an ROI, or null
     * @param runs of each annotation the runs, or null
     */
    static native void projectWrite(String path, long model, String[] paths, long[] images, int[] annotations, byte[][] rois,
            int[][] runs, String[] classNames, int[] classStyles, String[] settings, String[] view, String recovered)
            throws java.io.IOException;

    // ---- jobs: work that reads images block by block ----

    /**
     * A training. Settings are pairs key, value of the command's options: features, dimensions, z_ratio, normalize,
     * forest, trees, min_samples_leaf, max_depth, balance, max_samples, seed, preset, channels (names, for the record),
     * command (the line that made the model, for the record), threads, memory (MB).
     *
     * @param classColors 0xRRGGBB, one per class
     */
    static native long trainJob(String[] settings, String[] classNames, int[] classColors);

    /**
     * Adds a training image; returns its index.
     *
     * @param shape frames, channels (3 for RGB), depth, height, width
     * @param zRatio z spacing / xy spacing, or 0 where the image does not say
     */
    static native int trainImage(long job, String name, int[] shape, int pixelType, double zRatio);

    /**
     * Adds strokes to an image, in the order they were drawn: where strokes overlap, the later one wins.
     *
     * @param classes class of each stroke, from 0
     * @param runs six numbers per run of voxels: stroke (index into classes), frame, z, y, x0, x1 (one past the last)
     */
    static native void trainStrokes(long job, int image, int[] classes, int[] runs);

    /**
     * Adds a slice of a label image: 0 is unlabelled, v is class v. Each connected component of a class is a stroke.
     *
     * @param labels a block of one channel and one slice with the image's height and width
     */
    static native void trainLabels(long job, int image, int frame, int z, long labels);

    /** Keeps an ROI, the bytes of a .roi file, with the model, so that the strokes can be edited again. */
    static native void trainRoi(long job, int image, byte[] roi);

    /** Which file an image came from: its path, relative to the model's file where possible. */
    static native void trainFile(long job, int image, String path);

    /** Grows the forest from the rows that all blocks gave, and measures its errors. Long; returns the model. */
    static native long trainFinish(long job);

    /** As trainFinish, without the errors. */
    static native long trainGrow(long job);

    /**
     * Takes known rows and ranges from a live handle, and leaves new ones there; one key per image. Blocks then come in
     * two passes: blockNext gives 0 after the ranges, and once these were processed, the blocks of missing rows.
     */
    static native void trainRemember(long job, long live, long[] keys);

    /** Errors of a model by its own rows; settings: threads. */
    static native long measureJob(long model, String[] settings);

    /** Measures. Long; returns the model with its errors. */
    static native long measureFinish(long job);

    /** A training from the rows that a model keeps; as trainJob. trainFinish grows it; it reads no images. */
    static native long retrainJob(long model, String[] settings, String[] classNames, int[] classColors);

    /** A computation of an image's fingerprint. */
    static native long fingerprintJob(String name, int[] shape, int pixelType);

    /** The fingerprint, once all blocks were worked on. */
    static native int fingerprintFinish(long job);

    /**
     * A prediction.
     *
     * @param shape frames, channels, depth, height, width
     * @param region z0, z1, y0, y1, x0, x1, t0, t1 to compute (ends are one past the last), or null for everything
     * @param results any of "probabilities", "segmentation", "mask", "objects" (what objectsAddResult takes),
     *     "uncertainty", "features"
     * @param settings pairs key, value: threads, memory (MB), object_class, boundary_class, threshold
     */
    static native long applyJob(long model, String name, int[] shape, int pixelType, double zRatio, int[] region, String[] results, String[] settings);

    /** As applyJob, with what a live handle knows of the image with this key; one more setting: step. */
    static native long liveApplyJob(long live, long key, long model, String name, int[] shape, int pixelType, double zRatio, int[] region, String[] results, String[] settings);

    /** An explanation of the prediction at a voxel (frame, z, y, x); settings: threads. */
    static native long probeJob(long live, long key, long model, String name, int[] shape, int pixelType, double zRatio, int[] voxel, String[] settings);

    /** Probability of each class; after all blocks. */
    static native double[] probeProbabilities(long job);

    /** Names of the features that probeFeatures has. */
    static native String[] probeFeatureNames(long job);

    /** The most probable class's share at the roots, then value and contribution of each feature. */
    static native double[] probeFeatures(long job);

    /** Nearest strokes: number, class, image, frame, z, y, x, distance; number... */
    static native double[] probeStrokes(long job);

    /** A computation of features alone; settings: features, dimensions, z_ratio, normalize, threads, memory. */
    static native long featuresJob(String name, int[] shape, int pixelType, double zRatio, int[] region, String[] settings);

    /** Lines "key=value", escaped as java.util.Properties: what the job did, for the command's result. */
    static native String jobReport(long job);

    /** Peak bytes the job expects to hold, and its number of blocks. */
    static native long[] jobForecast(long job);

    /** Names of the channels of a job's result, in order (class names, feature names). */
    static native String[] jobChannelNames(long job, int result);

    /** Work done and work in all of the running phase (a training first reads, then grows), in its own units. */
    static native long[] jobProgress(long job);

    /** Asks the job to stop: its running and later calls answer with CancellationException. */
    static native void jobCancel(long job);

    /** The next block that the job wants filled, or 0 when it wants no more. One thread may read ahead of another that processes. */
    static native long blockNext(long job);

    /** Works on a filled block and closes it. Blocks are given in the order of blockNext. Returns a result handle, or 0. */
    static native long jobProcess(long job, long block);

    // ---- blocks ----

    /** A block that covers a whole image. */
    static native long blockNew(int channels, int depth, int height, int width);

    /** What a block covers: image, frame, z0, z1, y0, y1, x0, x1 (ends are one past the last), channels. */
    static native int[] blockRequest(long block);

    /** Fills one slice of one channel from a whole plane of the image; int planes are RGB and fill three channels. */
    static native void blockSupplyBytes(long block, int channel, int z, byte[] plane, int planeWidth);

    static native void blockSupplyShorts(long block, int channel, int z, short[] plane, int planeWidth);

    static native void blockSupplyInts(long block, int channel, int z, int[] plane, int planeWidth);

    static native void blockSupplyFloats(long block, int channel, int z, float[] plane, int planeWidth);

    // ---- results ----

    /** What a result covers: frame, z0, z1, y0, y1, x0, x1. */
    static native int[] resultRegion(long result);

    /**
     * Copies one slice of one channel of a job's result number {@code which} into the same place of a plane.
     *
     * @param planeY image row of the plane's first row
     * @param planeX image column of the plane's first column
     */
    static native void resultReadFloats(long result, int which, int channel, int z, float[] plane, int planeWidth, int planeY, int planeX);

    /** As resultReadFloats, for segmentation and mask. */
    static native void resultReadBytes(long result, int which, int channel, int z, byte[] plane, int planeWidth, int planeY, int planeX);

    /**
     * Copies a layer of a result of probabilities (number 0) into the same place of a plane.
     *
     * @param layer 0: 255 times the probability of a class; 1: number of the class; 2: 255 times the uncertainty
     * @param axis 0: slice {@code at}, rows y, columns x; 1: row {@code at}, rows z, columns x; 2: column {@code at}, rows y,
     *     columns z
     * @param row image coordinate of the plane's first row
     * @param column image coordinate of the plane's first column
     */
    static native void resultReadLayer(long result, int layer, int classIndex, int axis, int at, byte[] plane, int width, int row, int column);

    // ---- what jobs share ----

    /** A live handle: nothing known, at most so many bytes. */
    static native long live(long budget);

    static native void liveForget(long live, long key);

    /** Rows and bytes that are kept. */
    static native long[] liveState(long live);

    /** Expected milliseconds of a prediction of a region (z0, z1, y0, y1, x0, x1); NaN before the first. */
    static native double liveExpectedMillis(long live, long model, int[] shape, int[] region, int step);

    /** Part: frame, z, y0, y1, x0, x1. */
    static native void liveMarkShown(long live, long key, int[] part);

    /** frame, z, y, x of the middle; empty where there is none. */
    static native int[] liveNextUncertain(long live, long key);

    // ---- objects ----

    /**
     * A job that makes objects of the frames of an image of probabilities or of a mask.
     *
     * @param shape frames, channels, depth, height, width
     * @param spacing distance of voxels along x, y, z, in the unit
     * @param unit of length, as ImageJ calls it
     * @param channelNames names of the image's channels, which are classes
     * @param settings pairs key, value of the command's options: object_class, boundary_class, threshold, core, split,
     *     seeds, prominence, alpha, merge, sigma, seed_sigma, connectivity, min_size, max_size, fill_holes,
     *     exclude_edges, preset, threads, memory (MB); and input: probabilities, mask or unknown
     */
    static native long objectsJob(String name, int[] shape, int pixelType, double[] spacing, String unit, String[] channelNames, String[] settings);

    /** Which channels the job wants: that of the objects, and that of their boundaries or -1. */
    static native int[] objectsRoles(long job);

    /** Gives a slice of the running frame: of the objects (role 0) or their boundaries (role 1), a block of one plane. */
    static native void objectsAdd(long job, int role, int z, long plane);

    /** Gives result number {@code which} ("objects") of a block of a prediction; z, y, x: the frame's first voxel there. */
    static native void objectsAddResult(long job, long result, int which, int z, int y, int x);

    /** The objects of the running frame, a labels handle; the next frame begins. Long. */
    static native long objectsFinish(long job);

    /** How many objects there are; they are numbered from 1. */
    static native int labelsCount(long labels);

    /** Copies one slice of the numbers, 16 bit; up to 65,535 objects. */
    static native void labelsReadShorts(long labels, int z, short[] plane);

    static native void labelsReadFloats(long labels, int z, float[] plane);

    /**
     * The shapes of all objects, 17 numbers each: voxels, volume (area in planes), centroid x, y, z in voxels (of voxel 0
     * it is 0.5), first voxel x, y, z, one past the last x, y, z, equivalent diameter, surface (perimeter), elongation,
     * flatness (NaN in planes), 1 if at the image's border, mean probability.
     */
    static native double[] labelsShapes(long labels);

    /**
     * Measures a slice of an image: its channels from {@code channel} on.
     *
     * @param y row of the plane where the labels begin
     * @param x column of the plane where the labels begin
     */
    static native void labelsAddIntensity(long labels, int channel, int z, int y, int x, long plane);

    /** Mean, minimum, maximum and sum of a channel, for all objects. */
    static native double[] labelsIntensities(long labels, int channel);

    // ---- evaluation ----

    /** A comparison of a mask or label image with a truth, slice by slice; keep: evaluationReadObjects is wanted. */
    static native long evaluation(int frames, int depth, int height, int width, boolean keep);

    /** Adds the next slice, frame after frame: two blocks of one channel; 0 is background in both. */
    static native void evaluationAdd(long evaluation, long labels, long truth);

    /** Lines "key=value": figures of voxels and of objects, which are matched at an intersection over union. */
    static native String evaluationReport(long evaluation, double iou);

    /** The matched pairs: frame, found object, true object, frame, found... */
    static native int[] evaluationPairs(long evaluation, double iou);

    /** Copies a slice of the numbers of objects, as evaluationPairs has them: found (which = 0) or true ones (1). */
    static native void evaluationReadObjects(long evaluation, int which, int frame, int z, float[] plane);

    /** The baseline of a frame: objects by Otsu's threshold. */
    static native long baseline(int depth, int height, int width);

    /** Adds a slice: the image, whose channels are averaged, and the truth, which tells dark objects from bright ones. */
    static native void baselineAdd(long baseline, int z, long image, long truth);

    /**
     * The objects, a labels handle.
     *
     * @param watershed whether those that touch are separated by a watershed of the distances
     * @param minSize in voxels; smaller ones are left out
     * @param spacing distance of voxels along x, y, z
     * @param settings pairs key, value: threads, memory
     */
    static native long baselineObjects(long baseline, boolean watershed, double minSize, double[] spacing, String[] settings);

    // ---- the sample image ----

    /** A generation of nuclei: a job that reads no images; settings: threads. */
    static native long sampleJob(long seed, int depth, int height, int width, String[] settings);

    /** Generates; a sample handle. */
    static native long sampleFinish(long job);

    /** z spacing / xy spacing. */
    static native double sampleZRatio(long sample);

    /** Copies one slice: image (which = 0) or truth labels (which = 1), 16 bit. */
    static native void sampleReadShorts(long sample, int which, int z, short[] plane);

    /** The strokes, one after the other: class, z, line width, number of points, then x, y of each point. */
    static native double[] sampleStrokes(long sample);
}
