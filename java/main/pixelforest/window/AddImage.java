package pixelforest.window;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.OpenDialog;
import java.awt.Component;
import java.awt.EventQueue;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.swing.JMenuItem;
import javax.swing.JOptionPane;
import javax.swing.JPopupMenu;
import pixelforest.annotation.Labelling;
import pixelforest.command.WindowDoor;
import pixelforest.image.ImageReader;

/** Adds a further image of the same kind to a session, an open one or a file. */
final class AddImage {
    private final Session session;
    private final SegmentationWindow window;

    AddImage(Session session, SegmentationWindow window) {
        this.session = session;
        this.window = window;
    }

    /** Offers what can be added, below a component. */
    void offer(Component below) {
        JPopupMenu menu = new JPopupMenu();
        for (ImagePlus image : candidates()) {
            JMenuItem item = new JMenuItem(image.getTitle());
            item.addActionListener(e -> add(image));
            menu.add(item);
        }
        if (menu.getComponentCount() > 0) {
            menu.addSeparator();
        }
        JMenuItem file = new JMenuItem("File\u2026");
        file.addActionListener(e -> {
            OpenDialog dialog = new OpenDialog("Add image", "");
            if (dialog.getPath() != null) {
                open(new File(dialog.getPath()));
            }
        });
        menu.add(file);
        menu.show(below, 0, below.getHeight());
    }

    /** Open images that are in no session. */
    private static List<ImagePlus> candidates() {
        List<ImagePlus> open = new ArrayList<>(WindowDoor.openImages());
        open.removeIf(image -> image.getWindow() == null || image.getWindow() instanceof SegmentationWindow);
        return open;
    }

    /** Opens a file in the background and adds it. */
    void open(File file) {
        Thread thread = new Thread(() -> {
            try {
                ImagePlus image = ImageReader.open(file.getAbsolutePath(), file.getAbsoluteFile().getParentFile(), 0);
                EventQueue.invokeLater(() -> {
                    if (image.getWindow() == null) {
                        image.show();
                    }
                    add(image);
                });
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                EventQueue.invokeLater(() -> say(Newest.text(e)));
            }
        }, "Pixel Forest opening");
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds an open image with the strokes that it has. */
    void add(ImagePlus image) {
        try {
            Roi[] drawn = image.getOverlay() == null ? new Roi[0] : image.getOverlay().toArray();
            List<Roi> strokes = drawn.length == 0 ? Collections.emptyList()
                    : Labelling.strokesOf(drawn, session.labelling(), image);
            SessionImage added = session.add(image, session.channels(), strokes);
            new SegmentationWindow(session, added);
        } catch (IllegalArgumentException e) {
            say(e.getMessage());
        }
    }

    private void say(String text) {
        JOptionPane.showMessageDialog(window, text, "Pixel Forest", JOptionPane.WARNING_MESSAGE);
    }
}
