package pixelforest.window;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.io.OpenDialog;
import ij.io.SaveDialog;
import ij.plugin.frame.RoiManager;
import java.awt.EventQueue;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.swing.JMenuItem;
import javax.swing.JOptionPane;
import javax.swing.JPopupMenu;
import pixelforest.annotation.Annotations;
import pixelforest.annotation.LabelImage;
import pixelforest.annotation.Labelling;
import pixelforest.image.ClassLut;
import pixelforest.image.RoiArchive;

/** Strokes from and to the ROI Manager, files of ROIs and label images. */
final class StrokeExchange {
    private final Session session;
    private final SegmentationWindow window;

    StrokeExchange(Session session, SegmentationWindow window) {
        this.session = session;
        this.window = window;
    }

    /** What can be exchanged. */
    JPopupMenu menu() {
        JPopupMenu menu = new JPopupMenu();
        add(menu, "Add from ROI Manager", this::fromManager);
        add(menu, "Add from RoiSet.zip\u2026", this::fromFile);
        add(menu, "Add from label image\u2026", this::fromLabels);
        menu.addSeparator();
        add(menu, "Copy to ROI Manager", this::toManager);
        add(menu, "Save as RoiSet.zip\u2026", this::toFile);
        add(menu, "Show as label image", this::toLabels);
        return menu;
    }

    /** Something that may fail. */
    private interface Action {
        void run() throws IOException;
    }

    private void add(JPopupMenu menu, String text, Action action) {
        JMenuItem item = new JMenuItem(text);
        item.addActionListener(e -> {
            try {
                action.run();
            } catch (IOException | IllegalArgumentException failure) {
                say(failure.getMessage());
            }
        });
        menu.add(item);
    }

    private void say(String text) {
        JOptionPane.showMessageDialog(window, text, "Pixel Forest", JOptionPane.WARNING_MESSAGE);
    }

    private void fromManager() {
        addAll(Annotations.roiManager());
    }

    private void fromFile() throws IOException {
        OpenDialog dialog = new OpenDialog("ROIs", "");
        if (dialog.getPath() != null) {
            addAll(Annotations.file(new File(dialog.getPath())));
        }
    }

    /** Adds ROIs, each to the class that its group or name says; one change, so that one undo takes them back. */
    void addAll(Roi[] rois) {
        Labelling now = session.labelling();
        List<Roi> all = new ArrayList<>(now.strokes(window.shown().key));
        all.addAll(Labelling.strokesOf(rois, now, window.getImagePlus()));
        session.change(now.withStrokes(window.shown().key, all));
    }

    private void fromLabels() throws IOException {
        String[] titles = Arrays.stream(WindowManager.getImageTitles())
                .filter(title -> !title.equals(window.getImagePlus().getTitle())).toArray(String[]::new);
        if (titles.length == 0) {
            throw new IllegalArgumentException("no other image is open: open the label image first");
        }
        Object title = JOptionPane.showInputDialog(window, "Label image: 0 is no class, 1 the first class", "Pixel Forest",
                JOptionPane.QUESTION_MESSAGE, null, titles, titles[0]);
        if (title != null) {
            ImagePlus labels = WindowManager.getImage(title.toString());
            Labelling now = session.labelling();
            // Large label images take a while.
            new Newest("labels", e -> EventQueue.invokeLater(() -> say(Newest.text(e)))).ask(turn -> {
                Roi[] strokes = LabelImage.strokes(labels, now, window.getImagePlus());
                EventQueue.invokeLater(() -> addAll(strokes));
            });
        }
    }

    private void toManager() {
        RoiManager manager = RoiManager.getRoiManager();
        strokes().forEach(stroke -> manager.addRoi((Roi) stroke.clone()));
    }

    private void toFile() throws IOException {
        SaveDialog dialog = new SaveDialog("Save strokes", "RoiSet", ".zip");
        if (dialog.getFileName() != null) {
            RoiArchive.save(strokes(), new File(dialog.getDirectory(), dialog.getFileName()));
        }
    }

    private void toLabels() {
        ImagePlus labels = LabelImage.of(session.labelling(), strokes(), window.getImagePlus());
        labels.getProcessor().setLut(ClassLut.labels(session.labelling().classColors()));
        labels.setDisplayRange(0, 255);
        labels.show();
    }

    private List<Roi> strokes() {
        List<Roi> strokes = session.labelling().strokes(window.shown().key);
        if (strokes.isEmpty()) {
            throw new IllegalArgumentException("there are no strokes on this image yet");
        }
        return strokes;
    }
}
