package pixelforest.window;

import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Font;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.swing.DefaultListCellRenderer;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import javax.swing.ListSelectionModel;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;

/** Step 1: the images, and how they are read. */
final class ImageSection extends Section {
    private static final int LABEL = 84;
    private static final String AUTO = "auto";

    private final transient SegmentationWindow window;
    private final JTextArea name = text("");
    private final JTextArea facts = text("");
    private final JPanel channels = new JPanel(new FlowLayout(FlowLayout.LEFT, 2, 0));
    private final JTextArea question = text("");
    private final JPanel answers;
    private final JComboBox<Choice> dimensions = new JComboBox<>(new Choice[] {
        new Choice("", "3D, thin stacks 2D"), new Choice("2d", "2D, slice by slice"), new Choice("3d", "3D")});
    private final JComboBox<String> ratio = new JComboBox<>(new String[] {"1", AUTO});
    private final JComboBox<Choice> normalize = new JComboBox<>(new Choice[] {
        new Choice("", "by each image"), new Choice("training", "by the training images"), new Choice("none", "as they are")});
    private final JTextArea ratioHelp = text("");
    private final DefaultListModel<SessionImage> model = new DefaultListModel<>();
    private final JList<SessionImage> list = new JList<>(model);
    private boolean updating;

    ImageSection(Session session, SegmentationWindow window) {
        super(session, 1, "Image", false);
        this.window = window;
        name.setFont(name.getFont().deriveFont(Font.BOLD));
        name.setForeground(UIManager.getColor("Label.foreground"));
        add(name, true);
        add(facts, true);
        channels.setAlignmentX(LEFT_ALIGNMENT);
        add(channels, true);
        add(question, true);
        answers = row(answer("A volume", "volume", AUTO, "Features look at slices together"),
                answer("Separate images", "separate", "2d", "Time points or separate images: each slice on its own"));
        add(answers, false);
        boolean volume = window.shown().source.shape()[2] > 1;
        if (volume) {
            add(field("Features in", dimensions, "dimensions", "3D looks at slices together; where a stack is too thin for a large"
                    + " sigma, this one is 2D"), false);
            ratio.setEditable(true);
            add(field("z ratio", ratio, "z_ratio", "How much further apart slices are than pixels: 1, as ilastik has it; auto, as"
                    + " calibrated; or a number from 1 to 50"), false);
            add(ratioHelp, true);
        }
        add(field("Intensities", normalize, "normalize", "By each image: bright and dim images look alike to the forest. By the"
                + " training images: intensities mean the same everywhere. As they are: for calibrated intensities"), false);
        dimensions.addActionListener(e -> choose("dimensions", (Choice) dimensions.getSelectedItem()));
        normalize.addActionListener(e -> choose("normalize", (Choice) normalize.getSelectedItem()));
        ratio.addActionListener(e -> chooseRatio(String.valueOf(ratio.getSelectedItem()).trim()));
        list.setName("images");
        list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        list.setToolTipText("Click: its window");
        list.setCellRenderer(new Renderer());
        list.setOpaque(false);
        list.setAlignmentX(LEFT_ALIGNMENT);
        list.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent e) {
                front(list.getSelectedValue());
            }
        });
        list.addListSelectionListener(e -> {
            if (!updating && !e.getValueIsAdjusting() && list.getSelectedValue() != window.shown()) {
                front(list.getSelectedValue());
            }
        });
        add(list, true);
        JButton more = new JButton("Add image\u2026");
        more.setName("addImage");
        more.setToolTipText("Another image of the same kind, for what this one does not show: strokes on all images train one model");
        more.addActionListener(e -> new AddImage(session, window).offer(more));
        add(row(more), false);
    }

    private JButton answer(String title, String called, String value, String help) {
        JButton button = new JButton(title);
        button.setName(called);
        button.setToolTipText(help);
        button.addActionListener(e -> session.set("dimensions", value));
        return button;
    }

    private static JPanel field(String title, JComponent field, String called, String help) {
        JLabel label = new JLabel(title);
        label.setPreferredSize(new Dimension(LABEL, label.getPreferredSize().height));
        label.setToolTipText(help);
        label.setLabelFor(field);
        field.setName(called);
        field.setToolTipText(help);
        return row(label, field);
    }

    private void choose(String option, Choice chosen) {
        if (!updating && !chosen.value.equals(session.settings().getOrDefault(option, ""))) {
            session.set(option, chosen.value);
        }
    }

    private void chooseRatio(String typed) {
        if (updating || typed.equals(session.settings().getOrDefault("z_ratio", "1"))) {
            return;
        }
        if (typed.equals("1")) {
            session.set("z_ratio", "");
            return;
        }
        try {
            double number = typed.equals(AUTO) ? calibrated() : Double.parseDouble(typed.replace(',', '.'));
            if (number >= 1 && number <= 50) {
                session.set("z_ratio", typed.replace(',', '.'));
                return;
            }
            describe(typed.equals(AUTO) ? "auto needs calibrated voxels (Image > Properties\u2026)." : "From 1 to 50, please.");
        } catch (NumberFormatException e) {
            describe("\"" + typed + "\" is no number, such as 2.5.");
        }
        SwingUtilities.invokeLater(this::showOptions); // not from within the box's own event
    }

    /** Distance of slices / distance of pixels, 1 where slices are nearer; 0 where it is not calibrated. */
    private double calibrated() {
        double known = window.shown().source.isDepthCalibrated() ? window.shown().source.zRatio() : 0;
        return known > 0 ? Math.min(50, Math.max(1, known)) : 0;
    }

    private void describe(String problem) {
        double known = calibrated();
        ratioHelp.setText(!problem.isEmpty() ? problem : known > 0 ? "auto: " + ImageFacts.number(known) + ", by the calibration"
                : "Not calibrated: auto is not known.");
    }

    private static void front(SessionImage image) {
        if (image != null && image.image.getWindow() != null) {
            image.image.getWindow().toFront();
            if (image.image.getWindow() instanceof SegmentationWindow) {
                ((SegmentationWindow) image.image.getWindow()).canvas().requestFocus();
            }
        }
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.IMAGES || change == Session.Change.SETTINGS || change == Session.Change.PROJECT) {
            updating = true;
            SessionImage shown = window.shown();
            name.setText(shown.image.getTitle());
            facts.setText(ImageFacts.of(shown));
            showChannels();
            updating = false;
            describe("");
            showOptions();
            summarise(session.images().size() > 1 ? session.images().size() + " images" : "");
        }
        if (change == Session.Change.IMAGES || change == Session.Change.LABELLING) {
            updating = true;
            model.clear();
            session.images().forEach(model::addElement);
            list.setSelectedValue(window.shown(), true);
            list.setVisible(model.size() > 1);
            updating = false;
        }
    }

    private void showOptions() {
        updating = true;
        select(dimensions, "dimensions");
        select(normalize, "normalize");
        ratio.setSelectedItem(session.settings().getOrDefault("z_ratio", "1"));
        boolean unclear = ImageFacts.isAxisUnclear(window.shown(), session.settings().containsKey("dimensions"));
        question.setText(unclear ? "What are the " + window.shown().source.shape()[2]
                + " slices? Their distance is not calibrated. Time points and separate images must not be smoothed into each other."
                : "");
        question.setVisible(unclear);
        answers.setVisible(unclear);
        updating = false;
        revalidate();
    }

    private void select(JComboBox<Choice> box, String option) {
        String value = session.settings().getOrDefault(option, "").replace(AUTO, "");
        for (int i = 0; i < box.getItemCount(); i++) {
            if (box.getItemAt(i).value.equals(value)) {
                box.setSelectedIndex(i);
            }
        }
    }

    private void showChannels() {
        int count = window.shown().image.getNChannels();
        channels.setVisible(count > 1);
        if (count == 1) {
            return;
        }
        int[] used = session.channels();
        channels.removeAll();
        channels.add(new JLabel("Channels"));
        for (int c = 1; c <= count; c++) {
            int channel = c;
            JCheckBox box = new JCheckBox(Integer.toString(c), used == null || Arrays.stream(used).anyMatch(u -> u == channel));
            box.setName("channel" + c);
            box.setToolTipText("Whether the forest sees channel " + c);
            box.addActionListener(e -> useChannels());
            channels.add(box);
        }
        channels.setMaximumSize(new Dimension(Short.MAX_VALUE, channels.getPreferredSize().height));
    }

    /** Uses the channels that are checked; all of them where none is left. */
    private void useChannels() {
        List<Integer> used = new ArrayList<>();
        int channel = 0;
        for (Component component : channels.getComponents()) {
            if (component instanceof JCheckBox && ++channel > 0 && ((JCheckBox) component).isSelected()) {
                used.add(channel);
            }
        }
        boolean all = used.isEmpty() || used.size() == channel;
        session.useChannels(all ? null : used.stream().mapToInt(Integer::intValue).toArray());
    }

    /** An image in the list, the window's own in bold. */
    private final class Renderer extends DefaultListCellRenderer {
        @Override
        public Component getListCellRendererComponent(JList<?> of, Object value, int index, boolean chosen, boolean focused) {
            super.getListCellRendererComponent(of, value, index, false, focused);
            SessionImage image = (SessionImage) value;
            int strokes = session.labelling().strokes(image.key).size();
            setText(image.image.getTitle() + "  (" + (strokes == 1 ? "1 stroke" : strokes + " strokes") + ")");
            setFont(getFont().deriveFont(image == window.shown() ? Font.BOLD : Font.PLAIN));
            setOpaque(false);
            return this;
        }
    }
}
