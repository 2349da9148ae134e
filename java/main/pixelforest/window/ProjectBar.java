package pixelforest.window;

import ij.IJ;
import ij.io.OpenDialog;
import ij.io.SaveDialog;
import java.awt.BorderLayout;
import java.io.File;
import java.io.IOException;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JMenuItem;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import pixelforest.project.RecentProjects;

/** The project above the steps: what it is called, whether it is saved, and what can be done with it. */
final class ProjectBar extends JPanel implements Session.Listener {
    private final transient Session session;
    private final transient SegmentationWindow window;
    private final JLabel name = new JLabel();
    private final JButton menu = new JButton("Project \u25be");

    ProjectBar(Session session, SegmentationWindow window) {
        super(new BorderLayout(8, 0));
        this.session = session;
        this.window = window;
        setBorder(BorderFactory.createEmptyBorder(6, 8, 6, 8));
        menu.setName("project");
        menu.setToolTipText("Save strokes, classes, features and model; open what was saved");
        menu.addActionListener(e -> popup().show(menu, 0, menu.getHeight()));
        add(menu, BorderLayout.WEST);
        add(name, BorderLayout.CENTER);
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.LABELLING || change == Session.Change.SETTINGS || change == Session.Change.PROJECT
                || change == Session.Change.IMAGES) {
            File file = session.project().file();
            String called = file == null ? "not saved yet" : file.getName();
            name.setText((session.project().isUnsaved() ? "* " : "") + called);
            name.setToolTipText(file == null ? null : file.getPath());
        }
    }

    private JPopupMenu popup() {
        JPopupMenu popup = new JPopupMenu();
        add(popup, "Save", this::save);
        add(popup, "Save as\u2026", this::saveAs);
        popup.addSeparator();
        add(popup, "Open\u2026", this::open);
        for (File recent : RecentProjects.list()) {
            add(popup, recent.getName() + "  (" + recent.getParent() + ")", () -> OpenProject.open(recent));
        }
        return popup;
    }

    private static void add(JPopupMenu popup, String text, Runnable action) {
        JMenuItem item = new JMenuItem(text);
        item.addActionListener(e -> action.run());
        popup.add(item);
    }

    private void open() {
        OpenDialog dialog = new OpenDialog("Open project (.pforest)", "");
        if (dialog.getPath() != null) {
            OpenProject.open(new File(dialog.getPath()));
        }
    }

    /** Saves in the project's file, or asks for one; false where the user gave up or it failed. */
    boolean save() {
        return session.project().file() == null ? saveAs() : saveTo(session.project().file());
    }

    private boolean saveAs() {
        String title = window.getImagePlus().getShortTitle();
        SaveDialog dialog = new SaveDialog("Save project", title, ".pforest");
        return dialog.getFileName() != null && saveTo(new File(dialog.getDirectory(), dialog.getFileName()));
    }

    private boolean saveTo(File file) {
        try {
            session.project().save(file);
            IJ.showStatus("Saved " + file.getName());
            return true;
        } catch (IOException | RuntimeException e) {
            JOptionPane.showMessageDialog(window, e.getMessage(), "Pixel Forest", JOptionPane.ERROR_MESSAGE);
            return false;
        }
    }

    /** Whether the window may close: nothing is unsaved, it was saved now, or the user gives it up. */
    boolean mayClose() {
        if (!session.project().isUnsaved()) {
            return true;
        }
        Object[] choices = {"Save", "Don't save", "Cancel"};
        int answer = JOptionPane.showOptionDialog(window, "Save the strokes on " + window.getImagePlus().getTitle()
                + " and the model?", "Pixel Forest", JOptionPane.YES_NO_CANCEL_OPTION, JOptionPane.QUESTION_MESSAGE, null,
                choices, choices[0]);
        return answer == 0 ? save() : answer == 1;
    }
}
