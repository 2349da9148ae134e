package pixelforest.command;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import ij.measure.Calibration;
import ij.plugin.FileInfoVirtualStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import pixelforest.engine.Lines;
import pixelforest.image.Tiff;

/**
 * Kinds of images x doors x results: each result has the bits of the shell's result of a 32-bit image of the same
 * pixels, whatever holds the pixels and whoever asks.
 */
public class ImageKindsTest {
    private static final int WIDTH = 26;
    private static final int HEIGHT = 22;
    private static final String[] RESULTS = {"probabilities", "segmentation", "mask", "objects", "uncertainty"};
    private static final String FEATURES = "gaussian:1;hessian:0.7";

    @ClassRule
    public static final TemporaryFolder SHARED = new TemporaryFolder();

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    /** Models by the shape of what they were trained on: several kinds share one. */
    private static final Map<String, File> MODELS = new LinkedHashMap<>();

    private File folder;

    @Before
    public void makeFolder() throws Exception {
        folder = temporary.newFolder("a folder");
    }

    @After
    public void closeImages() {
        WindowManager.setTempCurrentImage(null);
    }

    /** What holds the pixels. */
    private enum Kind {
        UNSIGNED_8_BIT(8, 1, 6, 1),
        PALETTE_8_BIT(8, 1, 6, 1) {
            @Override
            void dress(ImagePlus image) {
                byte[] ramp = new byte[256];
                for (int i = 0; i < 256; i++) {
                    ramp[i] = (byte) (i * 7);
                }
                image.getStack().setColorModel(new IndexColorModel(8, 256, ramp, ramp, new byte[256]));
            }
        },
        UNSIGNED_16_BIT(16, 1, 6, 1),
        SIGNED_16_BIT(16, 1, 6, 1) {
            @Override
            void dress(ImagePlus image) {
                image.getCalibration().setSigned16BitCalibration();
            }
        },
        CALIBRATED_16_BIT(16, 1, 6, 1) {
            @Override
            void dress(ImagePlus image) {
                image.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] {-3, 0.5}, "OD");
                image.getCalibration().pixelDepth = 3;
                image.getCalibration().setUnit("micron");
            }
        },
        FLOAT_32_BIT(32, 1, 6, 1),
        RGB(24, 1, 6, 1),
        ONE_PLANE(16, 1, 1, 1),
        COMPOSITE(8, 2, 1, 1),
        TIME_SERIES(16, 1, 1, 3),
        HYPERSTACK(16, 2, 5, 3),
        VIRTUAL(16, 2, 5, 3) {
            @Override
            ImagePlus open(File file) {
                return FileInfoVirtualStack.openVirtual(file.getPath());
            }
        };

        final int bits, channels, slices, frames;

        Kind(int bits, int channels, int slices, int frames) {
            this.bits = bits;
            this.channels = channels;
            this.slices = slices;
            this.frames = frames;
        }

        /** What else there is to this kind. */
        void dress(ImagePlus image) {}

        /** The image in a file as this kind opens it. */
        ImagePlus open(File file) {
            return IJ.openImage(file.getPath());
        }

        ImagePlus image() {
            ImagePlus image = stack(channels, (c, z, t) -> {
                ImageProcessor plane = bits == 8 ? new ByteProcessor(WIDTH, HEIGHT)
                        : bits == 16 ? new ShortProcessor(WIDTH, HEIGHT)
                        : bits == 24 ? new ColorProcessor(WIDTH, HEIGHT) : new FloatProcessor(WIDTH, HEIGHT);
                for (int i = 0; i < WIDTH * HEIGHT; i++) {
                    if (bits == 24) {
                        plane.set(i, value(0, z, t, i) << 16 | value(1, z, t, i) << 8 | value(2, z, t, i));
                    } else {
                        plane.setf(i, stored(value(c, z, t, i)));
                    }
                }
                return plane;
            });
            dress(image);
            return image;
        }

        /** The pixels of an 8-bit value in this type. */
        private float stored(int value) {
            return bits == 16 ? value * 200 + 7 : bits == 32 ? value / 8f - 3 : value;
        }

        /** The same pixels in 32 bits. */
        ImagePlus floats() {
            return stack(bits == 24 ? 3 : channels, (c, z, t) -> {
                FloatProcessor plane = new FloatProcessor(WIDTH, HEIGHT);
                for (int i = 0; i < WIDTH * HEIGHT; i++) {
                    plane.setf(i, stored(value(c, z, t, i)));
                }
                return plane;
            });
        }

        /** A few pixels of either class on the first plane. */
        ImagePlus labels() {
            return stack(1, (c, z, t) -> {
                ByteProcessor plane = new ByteProcessor(WIDTH, HEIGHT);
                for (int i = 0; z == 0 && t == 0 && i < WIDTH * HEIGHT; i += 3) {
                    plane.set(i, value(0, 0, 0, i) > 120 ? 2 : 1);
                }
                return plane;
            });
        }

        private ImagePlus stack(int channels, Planes planes) {
            ImageStack stack = new ImageStack(WIDTH, HEIGHT);
            for (int t = 0; t < frames; t++) {
                for (int z = 0; z < slices; z++) {
                    for (int c = 0; c < channels; c++) {
                        stack.addSlice(planes.plane(c, z, t));
                    }
                }
            }
            ImagePlus image = new ImagePlus("image", stack);
            image.setDimensions(channels, slices, frames);
            image.setOpenAsHyperStack(image.getNDimensions() > 3);
            return image;
        }
    }

    private interface Planes {
        ImageProcessor plane(int channel, int slice, int frame);
    }

    /** Blobs and a texture, 0..255, that differ in channel, slice and frame. */
    private static int value(int channel, int slice, int frame, int pixel) {
        int x = pixel % WIDTH;
        int y = pixel / WIDTH;
        double blobs = Math.sin(0.5 * x + channel + 0.4 * frame) * Math.cos(0.4 * y - 0.7 * slice);
        int texture = (x * 7919 + y * 104_729 + slice * 1_299_709 + frame * 611_953 + channel * 15_485_863) >>> 3 & 15;
        return (int) (120 + 110 * blobs) + texture;
    }

    /** Who asks. */
    private enum Door {
        SHELL {
            @Override
            void ask(String command, String image, String options, ImagePlus open, File file) throws Exception {
                Map<String, String> all = Grammar.parse(options);
                all.put("image", file.getPath());
                shell(command, all);
            }
        },
        CALL {
            @Override
            void ask(String command, String image, String options, ImagePlus open, File file) {
                pixelforest.Macro.run(command, image + options);
            }
        },
        RUN {
            @Override
            void ask(String command, String image, String options, ImagePlus open, File file) throws Exception {
                Thread macro = new Thread(() -> {
                    WindowManager.setTempCurrentImage(open);
                    Macro.setOptions(image + options);
                    new MenuEntry().run(command);
                }, "Run$_" + command);
                macro.start();
                macro.join();
            }
        },
        MACRO {
            @Override
            void ask(String command, String image, String options, ImagePlus open, File file) {
                new Interpreter().run("call('pixelforest.Macro.run', '" + command + "', '" + image + options + "');", "");
            }
        };

        /** Runs a command on an open image, or on the same image's file where the door knows only files. */
        abstract void ask(String command, String image, String options, ImagePlus open, File file) throws Exception;
    }

    @Test
    public void everyKindGivesTheBitsOfItsPixelsAtEveryDoor() throws Exception {
        int compared = 0;
        for (Kind kind : Kind.values()) {
            File file = save(kind.image(), kind + ".tif");
            File floats = save(kind.floats(), kind + "_floats.tif");
            File model = model(kind, floats);
            File reference = new File(folder, kind + " reference");
            String apply = "model=[" + model + "] results=" + String.join(",", RESULTS)
                    + " spacing=1,1,3"; // which objects else take from the calibration, and not all kinds have one
            String features = "features=" + FEATURES;
            Door.SHELL.ask("apply", "", apply + " folder=[" + reference + "]", null, floats);
            Door.SHELL.ask("features", "", features + " folder=[" + reference + "]", null, floats);
            for (Door door : Door.values()) {
                File results = new File(folder, kind + " " + door);
                String to = " folder=[" + results + "]";
                ImagePlus open = kind.open(file);
                kind.dress(open);
                WindowManager.setTempCurrentImage(open);
                String image = "image=" + open.getTitle() + " ";
                door.ask("apply", image, apply + to, open, file);
                door.ask("features", image, features + to, open, file);
                for (String result : RESULTS) {
                    compare(kind + " " + door + " " + result, kind, reference, results, result);
                    compared++;
                }
                compare(kind + " " + door + " features", kind, reference, results, "features");
                compared++;
            }
        }
        assertEquals(Kind.values().length * Door.values().length * (RESULTS.length + 1), compared);
    }

    private static void compare(String what, Kind kind, File reference, File results, String result) {
        ImagePlus expected = IJ.openImage(new File(reference, kind + "_floats_" + result + ".tif").getPath());
        ImagePlus actual = IJ.openImage(new File(results, kind + "_" + result + ".tif").getPath());
        assertArrayEquals(what, expected.getDimensions(), actual.getDimensions());
        for (int n = 1; n <= expected.getStackSize(); n++) {
            assertSameBits(what + ", plane " + n, expected.getStack().getPixels(n), actual.getStack().getPixels(n));
        }
    }

    private static void assertSameBits(String what, Object expected, Object actual) {
        if (expected instanceof float[]) {
            assertArrayEquals(what, (float[]) expected, (float[]) actual, 0);
        } else if (expected instanceof short[]) {
            assertArrayEquals(what, (short[]) expected, (short[]) actual);
        } else {
            assertArrayEquals(what, (byte[]) expected, (byte[]) actual);
        }
    }

    private static File model(Kind kind, File floats) throws Exception {
        String shape = kind.floats().getNChannels() + " " + kind.slices + " " + kind.frames + " " + kind.bits;
        if (!MODELS.containsKey(shape)) {
            File model = new File(SHARED.getRoot(), shape + ".pforest");
            File labels = new File(SHARED.getRoot(), shape + " labels.tif");
            Tiff.save(kind.labels(), labels);
            Map<String, String> options = new LinkedHashMap<>();
            options.put("image", floats.getPath());
            options.put("annotations", labels.getPath());
            options.put("features", FEATURES);
            options.put("trees", "12");
            options.put("model", model.getPath());
            shell("train", options);
            MODELS.put(shape, model);
        }
        return MODELS.get(shape);
    }

    private File save(ImagePlus image, String name) throws Exception {
        File file = new File(folder, name);
        Tiff.save(image, file);
        return file;
    }

    private static Map<String, String> shell(String command, Map<String, String> options) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] arguments = new String[options.size() + 1];
        arguments[0] = command;
        int i = 1;
        for (Map.Entry<String, String> option : options.entrySet()) {
            arguments[i++] = option.getKey() + "=" + option.getValue();
        }
        int code = new ShellDoor(new PrintStream(out, true, "UTF-8"), new PrintStream(err, true, "UTF-8")).run(arguments);
        assertEquals(err.toString("UTF-8"), 0, code);
        return Lines.parse(out.toString("UTF-8"));
    }
}
