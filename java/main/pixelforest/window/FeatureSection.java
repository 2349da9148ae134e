package pixelforest.window;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Insets;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.swing.Box;
import javax.swing.JButton;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import pixelforest.image.ImageSource;

/** Step 2: which features at which sigmas, what they cost, and how they look. */
final class FeatureSection extends Section {
    private static final Insets MARGIN = new Insets(2, 7, 2, 7);

    private final transient SegmentationWindow window;
    private final FeatureGrid grid = new FeatureGrid(this::choose, this::view);
    private final JTextArea cost = text(" ");
    private final JTextArea hint = text("");
    private final JButton fewer = new JButton("\u2212");
    private final transient Newest worker = new Newest("features", e -> EventQueue.invokeLater(() -> say(Newest.text(e))));
    private final transient FeatureCost measuring;
    private final transient FeatureView viewer;
    private final Set<Double> sigmas = new TreeSet<>();
    /** What the rules were asked for. */
    private transient List<Object> asked;
    private transient FeatureRules rules;
    private transient FeatureChoice choice;
    /** What the cost was measured of. */
    private transient List<Object> measured;

    FeatureSection(Session session, SegmentationWindow window) {
        super(session, 2, "Features", false);
        this.window = window;
        measuring = new FeatureCost(session, cost::setText);
        viewer = new FeatureView(session, window.shown(), this::say);
        for (double sigma : FeatureRules.OFFERED) {
            sigmas.add(sigma);
        }
        add(text("What the forest sees of each pixel; right click on a box shows it to you. The more features, the more strokes it"
                + " needs."), true);
        JScrollPane scroll = new JScrollPane(grid, JScrollPane.VERTICAL_SCROLLBAR_NEVER,
                JScrollPane.HORIZONTAL_SCROLLBAR_AS_NEEDED) {
            /** As high as the table, and its scroll bar where it is wider than the panel. */
            @Override
            public Dimension getPreferredSize() {
                Dimension table = grid.getPreferredSize();
                boolean wide = getWidth() > 0 && table.width > getWidth();
                return new Dimension(100, table.height + (wide ? getHorizontalScrollBar().getPreferredSize().height : 0));
            }
        };
        scroll.setBorder(null);
        JPanel holder = new JPanel(new BorderLayout());
        holder.add(scroll, BorderLayout.CENTER);
        add(holder, true);
        add(row(preset("Default", "All features at sigmas that suit most images"), preset("All", "Everything that ilastik offers"),
                preset("None", "Begin with nothing"), Box.createHorizontalGlue(), more(), fewer()), false);
        add(cost, true);
        add(hint, true);
        body.addComponentListener(new ComponentAdapter() {
            @Override
            public void componentShown(ComponentEvent e) {
                refresh();
            }
        });
    }

    private JButton preset(String name, String help) {
        JButton button = new JButton(name);
        button.setMargin(MARGIN);
        button.setName("features" + name);
        button.setToolTipText(help);
        button.addActionListener(e -> {
            if (rules != null) {
                choose(name.equals("Default") ? rules.byDefault() : name.equals("All") ? rules.all()
                        : FeatureChoice.none(choice.flatSigmas()));
            }
        });
        return button;
    }

    private JButton more() {
        JButton more = new JButton("+");
        more.setMargin(MARGIN);
        more.setName("addSigma");
        more.setToolTipText("A sigma of your own, in pixels: about the width of what you look for");
        more.addActionListener(e -> {
            String text = JOptionPane.showInputDialog(this, "Sigma in pixels", "2.5");
            if (text != null) {
                addSigma(text);
            }
        });
        return more;
    }

    /** Adds a column; says what is wrong with a text that is no sigma. */
    void addSigma(String text) {
        try {
            double sigma = Double.parseDouble(text.trim().replace(',', '.'));
            FeatureRules known = FeatureRules.of(sources(), options(), new TreeSet<>(Arrays.asList(sigma)));
            String refusal = known.refusal(FeatureKind.GAUSSIAN, sigma, true);
            if (refusal != null) {
                say(refusal);
                return;
            }
            sigmas.add(sigma);
            say("");
            refresh();
        } catch (NumberFormatException e) {
            say("\"" + text + "\" is not a number, such as 2.5");
        }
    }

    private JButton fewer() {
        fewer.setMargin(MARGIN);
        fewer.setName("removeSigma");
        fewer.setToolTipText("Remove a sigma of your own");
        fewer.addActionListener(e -> {
            Object[] own = own().toArray();
            Object removed = own.length == 1 ? own[0] : JOptionPane.showInputDialog(this, "Sigma", "Remove",
                    JOptionPane.PLAIN_MESSAGE, null, own, own[0]);
            if (removed != null) {
                sigmas.remove(removed);
                choose(choice.without((Double) removed));
            }
        });
        return fewer;
    }

    /** Sigmas that are not the offered ones. */
    private List<Double> own() {
        List<Double> own = new ArrayList<>(sigmas);
        for (double offered : FeatureRules.OFFERED) {
            own.remove(offered);
        }
        return own;
    }

    private void choose(FeatureChoice now) {
        choice = now;
        String option = rules.option(now);
        if (!option.equals(session.settings().getOrDefault("features", ""))) {
            session.set("features", option);
        } else {
            refresh();
        }
    }

    private void view(FeatureKind kind, double sigma) {
        boolean flat = choice.isFlat(sigma) || rules.refusalOf3d(sigma) != null;
        viewer.show(choice.withFlat(sigma, flat).option(kind, sigma), kind.title + " at sigma " + FeatureChoice.text(sigma));
    }

    private void say(String text) {
        hint.setText(text);
        revalidate();
    }

    private List<ImageSource> sources() {
        List<ImageSource> sources = new ArrayList<>();
        session.images().forEach(image -> sources.add(image.source));
        return sources;
    }

    private Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        for (String key : new String[] {"dimensions", "z_ratio"}) {
            if (session.settings().containsKey(key)) {
                options.put(key, session.settings().get(key));
            }
        }
        return options;
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.SETTINGS || change == Session.Change.IMAGES) {
            refresh();
        }
    }

    /** Asks for the rules of what is there now, where they are not known. */
    private void refresh() {
        List<ImageSource> sources = sources();
        if (sources.isEmpty()) {
            return;
        }
        Map<String, String> options = options();
        String listed = session.settings().getOrDefault("features", "");
        if (!listed.isEmpty() && !listed.equals("default") && !listed.equals("all")) {
            sigmas.addAll(FeatureChoice.read(listed).sigmas());
        }
        Set<Double> columns = new TreeSet<>(sigmas);
        List<Object> wanted = new ArrayList<>(Arrays.asList(options, columns));
        sources.forEach(source -> wanted.add(Arrays.toString(source.shape()) + source.zRatio()));
        if (wanted.equals(asked)) {
            if (rules != null) {
                showChoice();
            }
            return;
        }
        asked = wanted;
        rules = null;
        worker.ask(turn -> {
            FeatureRules known = FeatureRules.of(sources, options, columns);
            EventQueue.invokeLater(() -> {
                if (wanted.equals(asked)) {
                    rules = known;
                    showChoice();
                }
            });
        });
    }

    private void showChoice() {
        String option = session.settings().getOrDefault("features", "");
        choice = rules.read(option);
        String possible = rules.option(choice);
        if (!possible.equals(option.equals("default") ? "" : option)) {
            session.set("features", possible); // the rest cannot be computed; shows again
            return;
        }
        int[] shape = window.shown().source.shape();
        grid.display(choice, rules, sigmas, window.shown().image.getCalibration(),
                shape[2] > 1 ? session.settings().getOrDefault("dimensions", "auto") : null);
        fewer.setEnabled(!own().isEmpty());
        summarise(choice.isEmpty() ? "none" : option.isEmpty() ? "default" : option.equals("all") ? "all" : "chosen");
        if (choice.isEmpty()) {
            say("Choose at least one feature: without any there is nothing to learn from.");
            cost.setText("0 numbers per pixel");
            measuring.end();
            measured = null;
        } else {
            if (hint.getText().startsWith("Choose at least")) {
                say("");
            }
            List<Object> now = Arrays.asList(choice.option(), asked, window.shown().source.shape()[1]);
            if (body.isVisible() && !now.equals(measured)) {
                measured = now;
                measuring.measure(window.shown(), window.shown().frame(), window.shown().slice());
            }
        }
        revalidate();
    }

    /** The window is closed. */
    void end() {
        worker.drop();
        measuring.end();
        viewer.end();
    }
}
