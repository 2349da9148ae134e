package pixelforest.window;

import ij.IJ;
import ij.ImagePlus;
import java.awt.EventQueue;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.swing.JOptionPane;
import pixelforest.project.FoundImage;
import pixelforest.project.OpenedProject;
import pixelforest.project.ProjectStore;
import pixelforest.project.Recovery;

/** Opens the window on what a project's file holds, or on what a crash has left. */
final class OpenProject {
    private OpenProject() {}

    /** Opens a file in the background; says what went wrong. */
    static void open(File file) {
        inBackground(() -> ProjectStore.open(file), null);
    }

    /** Offers what a crash has left behind; true where something was taken. */
    static boolean offerRecovery() {
        List<Recovery> found = Recovery.found();
        boolean taken = false;
        for (Recovery left : found) {
            Object[] choices = {"Recover", "Later", "Delete"};
            String open = left.untitled.isEmpty() ? "" : "\nOpen these images first: " + String.join(", ", left.untitled);
            int answer = taken ? 1 : JOptionPane.showOptionDialog(IJ.getInstance(), "Unsaved work of " + left.time + ": "
                    + left.strokes + " strokes on " + String.join(", ", left.images) + open, "Pixel Forest: recovery",
                    JOptionPane.DEFAULT_OPTION, JOptionPane.QUESTION_MESSAGE, null, choices, choices[0]);
            if (answer == 0) {
                taken = true;
                inBackground(left::open, left);
            } else if (answer == 2) {
                left.discard();
            } else {
                left.close();
            }
        }
        return taken;
    }

    /** How a project is had. */
    private interface Opening {
        OpenedProject open() throws IOException;
    }

    private static void inBackground(Opening opening, Recovery recovery) {
        Thread thread = new Thread(() -> {
            try {
                OpenedProject project = opening.open();
                EventQueue.invokeLater(() -> show(project, recovery));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (recovery != null) {
                    recovery.close();
                }
                EventQueue.invokeLater(() -> JOptionPane.showMessageDialog(IJ.getInstance(), e.getMessage(), "Pixel Forest",
                        JOptionPane.ERROR_MESSAGE));
            }
        }, "Pixel Forest opening");
        thread.setDaemon(true);
        thread.start();
    }

    private static void show(OpenedProject project, Recovery recovery) {
        List<String> problems = new ArrayList<>();
        List<Integer> there = new ArrayList<>();
        for (int i = 0; i < project.found.size(); i++) {
            FoundImage image = project.found.get(i);
            if (image.image == null) {
                problems.add(image.problem);
            } else {
                there.add(i);
            }
        }
        if (!problems.isEmpty()) {
            problems.add("\nWhat is drawn on the others can be saved in another file; this one stays as it is.");
            JOptionPane.showMessageDialog(IJ.getInstance(), String.join("\n", problems), "Pixel Forest",
                    JOptionPane.WARNING_MESSAGE);
        }
        if (there.isEmpty()) {
            if (project.model != null) {
                project.model.close();
            }
            if (recovery != null) {
                recovery.close();
            }
            return;
        }
        Session session = new Session(project.state.classes);
        if (project.model != null) {
            session.loop().start(project.model);
        }
        try {
            fill(session, project, there);
        } catch (RuntimeException e) {
            session.close();
            if (recovery != null) {
                recovery.close();
            }
            JOptionPane.showMessageDialog(IJ.getInstance(), e.getMessage(), "Pixel Forest", JOptionPane.ERROR_MESSAGE);
            return;
        }
        // Saved in the same file, the strokes on images that are not there would be lost.
        File file = problems.isEmpty() ? project.file : null;
        if (recovery == null) {
            session.project().opened(file);
        } else if (session.project().recovered(file) && problems.isEmpty()) {
            recovery.discard();
        } else {
            recovery.close();
        }
        session.projectChanged();
    }

    private static void fill(Session session, OpenedProject project, List<Integer> there) {
        session.set(settings(project));
        for (int i : there) {
            ImagePlus image = project.found.get(i).image;
            if (image.getWindow() == null) {
                image.show();
            }
            session.add(image, channels(project), project.state.images.get(i).strokes);
        }
        List<SessionImage> images = new ArrayList<>(session.images());
        for (int i = images.size() - 1; i >= 0; i--) {
            new SegmentationWindow(session, images.get(i));
        }
        SessionProject.restore(project.state.view, session);
    }

    private static String[] settings(OpenedProject project) {
        List<String> pairs = new ArrayList<>();
        project.state.settings.forEach((key, value) -> pairs.addAll(Arrays.asList(key, value)));
        return pairs.toArray(new String[0]);
    }

    private static int[] channels(OpenedProject project) {
        String channels = project.state.settings.getOrDefault("channels", "");
        return channels.isEmpty() ? null : Arrays.stream(channels.split(",")).mapToInt(c -> Integer.parseInt(c.trim())).toArray();
    }
}
