package pixelforest.command;

/** Options about features that several commands share. */
final class FeatureOptions {
    static final Option FEATURES = Option.text("features", "default",
            "default, all, or a list: gaussian:0.3,1,3.5;hessian:1.6@2d;texture:5");
    static final Option DIMENSIONS = Option.choice("dimensions", "2D or 3D features", "auto", "2d", "3d");
    static final Option Z_RATIO = Option.number("z_ratio", "1", 1, 50,
            "z spacing / xy spacing, or auto: the calibration's", "auto");
    static final Option NORMALIZE = Option.choice("normalize",
            "intensities: by the image, by the training images, or as they are", "image", "training", "none");

    private FeatureOptions() {}
}
