package pixelforest.window;

import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import pixelforest.command.Option;
import pixelforest.command.Outcome;
import pixelforest.command.WindowDoor;

/** Step 7: how objects are made of probabilities, with their outlines on the plane that is seen. */
final class ObjectSection extends Section {
    /** Those that are changed most, first; the other options are behind a button. */
    private static final List<String> FIRST = Arrays.asList("object_class", "threshold", "split", "merge", "min_size");
    private static final List<String> NOT_OF_OBJECTS =
            Arrays.asList("image", "series", "measure", "intensity", "rois", "threads", "memory", "folder");

    private final transient SegmentationWindow window;
    private final transient ObjectPreview preview;
    private final JPanel first = new JPanel(new GridBagLayout());
    private final JPanel more = new JPanel(new GridBagLayout());
    private final JCheckBox live = new JCheckBox("Outlines", true);
    private final JLabel count = new JLabel(" ");
    private final JCheckBox measure = new JCheckBox("Table", true);
    private final JCheckBox rois = new JCheckBox("ROI Manager");
    private final RunPanel run;
    private long shownModel = -1;
    private transient View shownView;
    private List<String> classes = new ArrayList<>();

    ObjectSection(Session session, SegmentationWindow window) {
        super(session, 7, "Objects", false);
        this.window = window;
        boolean volume = window.shown().source.shape()[2] > 1;
        preview = new ObjectPreview(session.loop(), (outlines, number) -> {
            if (isLive()) {
                window.showOutlines(outlines);
                count.setText(number == 1 ? "1 object here" : number + " objects here");
            }
        }, count::setText);
        live.setName("outlines");
        live.setToolTipText("Show the objects of this plane while you change options or draw strokes");
        live.addActionListener(e -> look(true));
        JLabel badge = new JLabel("2D preview");
        badge.setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createLineBorder(quiet()), BorderFactory.createEmptyBorder(0, 4, 0, 4)));
        badge.setToolTipText("Outlines are of this slice alone; a run on the volume joins slices");
        badge.setVisible(volume);
        count.setName("objectCount");
        add(row(live, badge, count), false);
        add(first, false);
        JButton opens = new JButton("More \u25b8");
        opens.setName("moreObjects");
        opens.addActionListener(e -> {
            more.setVisible(!more.isVisible());
            opens.setText(more.isVisible() ? "Less \u25be" : "More \u25b8");
            revalidate();
        });
        add(row(opens), false);
        more.setVisible(false);
        add(more, false);
        measure.setToolTipText(option("measure").help);
        rois.setToolTipText(option("rois").help);
        add(row(measure, rois), false);
        run = new RunPanel(volume ? "Run on whole volume" : "Run on whole image", "runObjects", this::work);
        add(run, true);
        body.addComponentListener(new ComponentAdapter() {
            @Override
            public void componentShown(ComponentEvent e) {
                look(true);
            }

            @Override
            public void componentHidden(ComponentEvent e) {
                look(true);
            }
        });
    }

    private static Option option(String key) {
        return WindowDoor.options("objects").stream().filter(o -> o.key.equals(key)).findFirst().orElseThrow(AssertionError::new);
    }

    private void rebuild() {
        first.removeAll();
        more.removeAll();
        for (String key : FIRST) {
            add(first, option(key));
        }
        for (Option option : WindowDoor.options("objects")) {
            if (!option.hidden && !FIRST.contains(option.key) && !NOT_OF_OBJECTS.contains(option.key)) {
                add(more, option);
            }
        }
        for (JPanel panel : Arrays.asList(first, more)) {
            panel.setMaximumSize(new java.awt.Dimension(Short.MAX_VALUE, panel.getPreferredSize().height));
        }
        revalidate();
    }

    private void add(JPanel panel, Option option) {
        List<String> words = null;
        if (option.key.endsWith("_class")) {
            words = new ArrayList<>(classes);
            words.add(0, "");
            if (option.key.startsWith("boundary")) {
                words.add("none");
            }
        }
        OptionField field = new OptionField(option, session.objectOptions().get(option.key), words, session::setObjectOption);
        GridBagConstraints place = new GridBagConstraints();
        place.gridy = panel.getComponentCount();
        place.anchor = GridBagConstraints.WEST;
        place.insets.bottom = 2;
        place.weightx = 1;
        JLabel label = new JLabel(field.label());
        label.setToolTipText(option.help);
        panel.add(label, place);
        place.weightx = 0;
        place.gridx = 1;
        panel.add(field.component, place);
    }

    private boolean isLive() {
        return live.isSelected() && body.isVisible();
    }

    /** Asks for outlines where they are not those of the plane and the model. */
    private void look(boolean anew) {
        LiveLoop loop = session.loop();
        View view = session.view();
        if (!isLive() || view == null || view.image != window.shown() || !loop.hasModel()) {
            preview.show(null, session.objectOptions());
            shownView = null;
            if (!isLive()) {
                window.showOutlines(null);
            }
            count.setText(isLive() && !loop.hasModel() ? "needs a model: Live Update" : " ");
            return;
        }
        boolean same = shownView != null && view.slice == shownView.slice && view.frame == shownView.frame
                && shownModel == loop.modelVersion();
        if (anew || !same) {
            shownView = view;
            shownModel = loop.modelVersion();
            preview.show(view, session.objectOptions());
        }
    }

    private RunPanel.Work work() {
        session.setLive(true); // trains what was drawn since
        Session.Work now = session.work();
        Map<String, String> options = new LinkedHashMap<>();
        options.put("image", WindowDoor.nameOf(window.shown().image));
        options.put("results", "objects");
        options.putAll(session.objectOptions());
        if (measure.isSelected()) {
            options.put("measure", null);
        }
        if (rois.isSelected()) {
            options.put("rois", null);
        }
        return follower -> {
            File model = SessionModel.save(session, now, follower);
            options.put("model", model.getPath());
            Outcome outcome = WindowDoor.run("apply", options, follower);
            if (outcome.isDone()) {
                Map<String, String> result = outcome.result();
                session.journal().ran(options);
                return result.get("count") + " objects in " + result.get("objects")
                        + (result.containsKey("note") ? ". " + result.get("note") : "");
            }
            return outcome.message;
        };
    }

    @Override
    public void changed(Session.Change change) {
        List<String> now = Arrays.asList(session.labelling().classNames());
        if (!now.equals(classes)) {
            classes = new ArrayList<>(now);
            rebuild();
        }
        if (change == Session.Change.OBJECTS) {
            look(true);
        } else if (change == Session.Change.STATUS && !Double.isNaN(session.loop().state().fullMillis)) {
            look(false);
        }
    }

    /** The window is closed. */
    void end() {
        preview.close();
        run.end();
    }
}
