package pixelforest.window;

import ij.ImagePlus;
import ij.plugin.frame.Editor;
import java.awt.EventQueue;
import java.awt.GridLayout;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.event.PopupMenuEvent;
import javax.swing.event.PopupMenuListener;
import pixelforest.command.Follower;
import pixelforest.command.Option;
import pixelforest.command.Outcome;
import pixelforest.command.WindowDoor;

/** Step 8: what the model makes of this and other images, and the work as a macro. */
final class ApplySection extends Section {
    private static final String THIS = "This image", ALL = "All open images", FILES = "Files\u2026", WINDOWS = "Windows",
            FOLDER = "Folder\u2026", FEATURES = "features", BATCH = "batch";

    private final transient SegmentationWindow window;
    private final List<JCheckBox> results = new ArrayList<>();
    private final JComboBox<String> images = new JComboBox<>();
    private final JComboBox<String> region = new JComboBox<>(new String[] {"all", "selection"});
    private final JComboBox<String> target = new JComboBox<>(new String[] {WINDOWS, FOLDER});
    private final RunPanel run;
    private final RunPanel macro;

    ApplySection(Session session, SegmentationWindow window) {
        super(session, 8, "Apply", false);
        this.window = window;
        JPanel boxes = new JPanel(new GridLayout(0, 2));
        List<String> words = new ArrayList<>(option("results").words);
        words.add(FEATURES);
        for (String word : words) {
            JCheckBox box = new JCheckBox(word, option("results").fallback.equals(word));
            box.setName("result." + word);
            results.add(box);
            boxes.add(box);
        }
        add(boxes, false);
        images.setName("applyTo");
        fillImages();
        images.addPopupMenuListener(new Filling());
        region.setName("applyRegion");
        region.setToolTipText(option("region").help);
        target.setName("applyTarget");
        target.setToolTipText("Show results as images, or save them in a folder");
        add(row(new JLabel("Of"), images), false);
        add(row(new JLabel("Region"), region, new JLabel("To"), target), false);
        run = new RunPanel("Apply", "apply", this::work);
        add(run, true);
        JButton batch = new JButton("Batch\u2026");
        batch.setName(BATCH);
        batch.setEnabled(WindowDoor.exists(BATCH));
        batch.setToolTipText(WindowDoor.exists(BATCH) ? "Apply the model to a folder of images"
                : "There is no batch command yet: choose Files\u2026 above, or press Show as macro and call apply in a loop");
        batch.addActionListener(e -> batch());
        add(row(batch), false);
        macro = new RunPanel("Show as macro", "macro", this::macroWork);
        macro.run.setToolTipText("A macro that repeats this work without a screen: the same model, the same results");
        add(macro, true);
    }

    private static Option option(String key) {
        return WindowDoor.options("apply").stream().filter(o -> o.key.equals(key)).findFirst().orElseThrow(AssertionError::new);
    }

    private void fillImages() {
        Object chosen = images.getSelectedItem();
        images.removeAllItems();
        images.addItem(THIS);
        for (ImagePlus open : WindowDoor.openImages()) {
            if (open != window.shown().image) {
                images.addItem(WindowDoor.nameOf(open));
            }
        }
        images.addItem(ALL);
        images.addItem(FILES);
        images.setSelectedItem(chosen == null ? THIS : chosen);
    }

    /** The images that are open when the list is. */
    private final class Filling implements PopupMenuListener {
        @Override
        public void popupMenuWillBecomeVisible(PopupMenuEvent e) {
            fillImages();
        }

        @Override
        public void popupMenuWillBecomeInvisible(PopupMenuEvent e) {}

        @Override
        public void popupMenuCanceled(PopupMenuEvent e) {}
    }

    /** What is chosen, without images and model. */
    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> chosen = new ArrayList<>();
        results.stream().filter(JCheckBox::isSelected).map(JCheckBox::getText).filter(word -> !word.equals(FEATURES))
                .forEach(chosen::add);
        options.put("results", String.join(",", chosen));
        if (chosen.contains("objects")) {
            options.putAll(session.objectOptions());
        } else if (chosen.contains("mask")) {
            for (String key : Arrays.asList("object_class", "boundary_class", "threshold")) {
                if (session.objectOptions().containsKey(key)) {
                    options.put(key, session.objectOptions().get(key));
                }
            }
        }
        if (!"all".equals(region.getSelectedItem())) {
            options.put("region", region.getSelectedItem().toString());
        }
        return options;
    }

    private boolean wantsFeatures() {
        return results.get(results.size() - 1).isSelected();
    }

    /** Names of the images; empty where the user gave up. */
    private List<String> imageNames() {
        List<String> names = new ArrayList<>();
        Object chosen = images.getSelectedItem();
        if (FILES.equals(chosen)) {
            JFileChooser chooser = new JFileChooser();
            chooser.setMultiSelectionEnabled(true);
            if (chooser.showOpenDialog(this) == JFileChooser.APPROVE_OPTION) {
                Arrays.stream(chooser.getSelectedFiles()).forEach(file -> names.add(file.getPath()));
            }
        } else if (ALL.equals(chosen)) {
            WindowDoor.openImages().forEach(image -> names.add(WindowDoor.nameOf(image)));
        } else {
            names.add(THIS.equals(chosen) ? WindowDoor.nameOf(window.shown().image) : chosen.toString());
        }
        return names;
    }

    private File folder(String title) {
        JFileChooser chooser = new JFileChooser();
        chooser.setDialogTitle(title);
        chooser.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
        return chooser.showDialog(this, "Choose") == JFileChooser.APPROVE_OPTION ? chooser.getSelectedFile() : null;
    }

    private RunPanel.Work work() {
        Map<String, String> options = options();
        boolean features = wantsFeatures();
        if (options.get("results").isEmpty() && !features) {
            return follower -> "Tick what to make: probabilities, for example.";
        }
        List<String> names = imageNames();
        if (FOLDER.equals(target.getSelectedItem())) {
            File folder = folder("Where to save the results");
            names = folder == null ? new ArrayList<>() : names;
            if (folder != null) {
                options.put("folder", folder.getPath());
            }
        }
        List<String> of = names;
        if (of.isEmpty()) {
            return follower -> "";
        }
        if (!options.get("results").isEmpty()) {
            session.setLive(true); // trains what was drawn since
        }
        Session.Work now = session.work();
        return follower -> apply(now, options, features, of, follower);
    }

    private String apply(Session.Work now, Map<String, String> options, boolean features, List<String> names, Follower follower)
            throws IOException, InterruptedException {
        File model = options.get("results").isEmpty() ? null : SessionModel.save(session, now, follower);
        StringBuilder said = new StringBuilder();
        for (String name : names) {
            if (follower.isStopped()) {
                throw new CancellationException();
            }
            if (model != null) {
                Map<String, String> line = new LinkedHashMap<>();
                line.put("model", model.getPath());
                line.put("image", name);
                line.putAll(options);
                Outcome outcome = WindowDoor.run("apply", line, follower);
                if (outcome.isDone()) {
                    session.journal().ran(line);
                }
                say(said, name, outcome, options.get("results"));
            }
            if (features) {
                Map<String, String> line = new LinkedHashMap<>();
                line.put("image", name);
                for (Option option : WindowDoor.options(FEATURES)) {
                    String value = now.settings.getOrDefault(option.key, options.get(option.key));
                    if (value != null) {
                        line.put(option.key, value);
                    }
                }
                Outcome outcome = WindowDoor.run(FEATURES, line, follower);
                if (outcome.isDone()) {
                    WindowDoor.record(FEATURES, line);
                }
                say(said, name, outcome, FEATURES);
            }
        }
        return said.toString();
    }

    /** A line of what became of an image; the others go on where one fails. */
    private static void say(StringBuilder said, String name, Outcome outcome, String results) {
        said.append(said.length() == 0 ? "" : "\n");
        if (!outcome.isDone()) {
            said.append(name).append(": ").append(outcome.message);
            return;
        }
        List<String> made = new ArrayList<>();
        for (String key : results.split(",")) {
            made.add(outcome.result().getOrDefault(key, key));
        }
        said.append(String.join(", ", made));
        if (outcome.result().containsKey("note")) {
            said.append(" (").append(outcome.result().get("note")).append(')');
        }
    }

    private void batch() {
        session.setLive(true);
        Session.Work now = session.work();
        Map<String, String> options = options();
        Thread thread = new Thread(() -> {
            try {
                options.put("model", SessionModel.save(session, now, run).getPath());
                WindowDoor.ask(BATCH, options);
            } catch (IOException | IllegalStateException e) {
                EventQueue.invokeLater(() -> run.say(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "Pixel Forest batch");
        thread.setDaemon(true);
        thread.start();
    }

    private RunPanel.Work macroWork() {
        List<SessionImage> drawn = session.strokeImages();
        if (session.missing() != null) {
            String missing = session.missing();
            return follower -> missing;
        }
        File folder = folder("Where to save strokes, and images that are in no file");
        if (folder == null) {
            return follower -> "";
        }
        Session.Work now = session.work();
        List<Map<String, String>> runs = session.journal().runs();
        Map<String, String> chosen = options();
        if (runs.isEmpty() && !chosen.get("results").isEmpty()) {
            chosen.put("image", WindowDoor.nameOf(window.shown().image));
            runs.add(chosen);
        }
        return follower -> {
            String text = SessionMacro.of(now, drawn, runs, folder);
            EventQueue.invokeLater(() -> new Editor().create("Pixel_Forest.ijm", text));
            return "Strokes are saved in " + folder + ".";
        };
    }

    @Override
    public void changed(Session.Change change) {}

    /** The window is closed. */
    void end() {
        run.end();
        macro.end();
    }
}
