package pixelforest.window;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.io.OpenDialog;
import ij.measure.Calibration;
import java.awt.EventQueue;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.swing.DefaultComboBoxModel;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import pixelforest.annotation.Labelling;
import pixelforest.image.ResultStack;

/** Step 1: what the image is, how its slices and intensities are taken, and further images. */
final class ImageSection extends Section {
    private static final String FILE = "A file\u2026";

    private final transient SegmentationWindow window;
    private final JTextArea facts = text("");
    private final JTextArea hint = text("");
    private final JComboBox<String> dimensions = new JComboBox<>(new String[] {"auto", "2d", "3d"});
    private final JComboBox<String> ratio = new JComboBox<>(new String[] {"1", "auto"});
    private final JComboBox<String> normalize = new JComboBox<>(new String[] {"image", "training", "none"});
    private final JPanel volume;
    private final JComboBox<String> images = new JComboBox<>();
    private boolean updating;

    ImageSection(Session session, SegmentationWindow window) {
        super(session, 1, "Image", false);
        this.window = window;
        add(facts, true);
        dimensions.setName("dimensions");
        dimensions.setToolTipText("Features of volumes (3d) or of single slices (2d); auto: 3D in stacks, where the sigma fits");
        ratio.setName("z_ratio");
        ratio.setEditable(true);
        ratio.setToolTipText("Distance of slices / size of pixels: 1 as in ilastik, auto: the calibration's, or a number");
        normalize.setName("normalize");
        normalize.setToolTipText("Intensities: each image by its own range, all by the training images' range, or as they are");
        volume = row(new JLabel("Features"), dimensions, new JLabel("z ratio"), ratio);
        add(volume, false);
        add(hint, true);
        add(row(new JLabel("Normalise by"), normalize), false);
        follow(dimensions, "dimensions", "auto");
        follow(ratio, "z_ratio", "1");
        follow(normalize, "normalize", "image");
        images.setToolTipText("The images of this project; choosing one shows it");
        images.addActionListener(e -> {
            if (!updating && images.getSelectedIndex() >= 0) {
                show(session.images().get(images.getSelectedIndex()));
            }
        });
        JButton more = new JButton("Add image\u2026");
        more.setName("addImage");
        more.setToolTipText("Strokes on several images train one model: include what varies in your data");
        more.addActionListener(e -> addImage());
        add(row(images, more), false);
    }

    private void follow(JComboBox<String> box, String key, String fallback) {
        box.addActionListener(e -> {
            if (!updating && box.getSelectedItem() != null) {
                String value = box.getSelectedItem().toString().trim();
                if (key.equals("z_ratio") && !value.matches("auto|[0-9]+(\\.[0-9]+)?")) {
                    JOptionPane.showMessageDialog(this, "z ratio " + value + ": give auto or a number, with a point for decimals",
                            "Pixel Forest", JOptionPane.WARNING_MESSAGE);
                    changed(Session.Change.SETTINGS);
                    return;
                }
                session.set(key, value.equals(fallback) ? "" : value);
            }
        });
    }

    @Override
    public void changed(Session.Change change) {
        if (change != Session.Change.IMAGES && change != Session.Change.SETTINGS) {
            return;
        }
        updating = true;
        try {
            SessionImage shown = window.shown();
            describe(shown);
            dimensions.setSelectedItem(session.settings().getOrDefault("dimensions", "auto"));
            ratio.setSelectedItem(session.settings().getOrDefault("z_ratio", "1"));
            normalize.setSelectedItem(session.settings().getOrDefault("normalize", "image"));
            String[] titles = session.images().stream().map(image -> image.image.getTitle()).toArray(String[]::new);
            images.setModel(new DefaultComboBoxModel<>(titles));
            images.setSelectedIndex(session.images().indexOf(shown));
            summarise(titles.length > 1 ? titles.length + " images" : "");
        } finally {
            updating = false;
        }
    }

    private void describe(SessionImage shown) {
        int[] shape = shown.source.shape();
        Calibration calibration = shown.image.getCalibration();
        StringBuilder text = new StringBuilder(shown.image.getTitle());
        text.append('\n').append(shape[4]).append(" x ").append(shape[3]).append(" pixels");
        append(text, shape[2], "slice");
        append(text, shape[1], "channel");
        append(text, shape[0], "frame");
        if (calibration.scaled()) {
            text.append(String.format(Locale.ROOT, "\nVoxel %.4g x %.4g", calibration.pixelWidth, calibration.pixelHeight));
            if (shape[2] > 1) {
                text.append(String.format(Locale.ROOT, " x %.4g", calibration.pixelDepth));
            }
            text.append(' ').append(calibration.getUnits());
        } else {
            text.append("\nNot calibrated: sizes are in pixels");
        }
        if (shape[2] > 1) {
            double z = shown.source.zRatio();
            text.append(z > 0 ? String.format(Locale.ROOT, "\nz ratio %.3g, from the calibration", z)
                    : "\nz ratio unknown: the distance of slices is not calibrated");
        }
        facts.setText(text.toString());
        volume.setVisible(shape[2] > 1);
        boolean unclear = shape[2] > 1 && shape[0] == 1 && !shown.source.isDepthCalibrated()
                && !session.settings().containsKey("dimensions");
        hint.setVisible(unclear);
        hint.setText("Are the slices a volume? If they are time points or separate images, choose 2d.");
    }

    private static void append(StringBuilder text, int count, String what) {
        if (count > 1) {
            text.append(", ").append(count).append(' ').append(what).append('s');
        }
    }

    private static void show(SessionImage image) {
        if (image.image.getWindow() != null) {
            image.image.getWindow().toFront();
        }
    }

    private void addImage() {
        List<String> choices = new ArrayList<>();
        String[] open = WindowManager.getImageTitles();
        Arrays.stream(open).filter(title -> {
            ImagePlus image = WindowManager.getImage(title);
            return image != null && session.image(image) == null && !ResultStack.isResult(image);
        }).forEach(choices::add);
        choices.add(FILE);
        Object choice = JOptionPane.showInputDialog(this, "Which image?", "Add image", JOptionPane.PLAIN_MESSAGE, null,
                choices.toArray(), choices.get(0));
        if (choice == null) {
            return;
        }
        if (!choice.equals(FILE)) {
            addOpen(WindowManager.getImage(choice.toString()));
            return;
        }
        OpenDialog dialog = new OpenDialog("Image", "");
        if (dialog.getPath() != null) {
            File file = new File(dialog.getPath());
            Thread opener = new Thread(() -> {
                ImagePlus image = IJ.openImage(file.getPath()); // says itself what is wrong
                if (image != null) {
                    image.show();
                    EventQueue.invokeLater(() -> addOpen(image));
                }
            }, "Pixel Forest opening");
            opener.setDaemon(true);
            opener.start();
        }
    }

    /** Adds an image with the strokes that its overlay has, and opens its window. */
    void addOpen(ImagePlus image) {
        try {
            List<Roi> strokes = image.getOverlay() == null ? Collections.emptyList()
                    : Labelling.strokesOf(image.getOverlay().toArray(), session.labelling(), image);
            new SegmentationWindow(session, session.add(image, null, strokes));
        } catch (IllegalArgumentException e) {
            JOptionPane.showMessageDialog(this, e.getMessage(), "Pixel Forest", JOptionPane.WARNING_MESSAGE);
        }
    }
}
