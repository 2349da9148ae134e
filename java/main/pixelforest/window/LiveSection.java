package pixelforest.window;

import java.util.Locale;
import java.util.Map;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JSlider;
import javax.swing.JTextArea;
import javax.swing.JToggleButton;

/** Step 5: live update off and on, what it shows, and how good the model is. */
final class LiveSection extends Section {
    private final JToggleButton live = new JToggleButton("Live Update");
    private final JComboBox<Layer> layers = new JComboBox<>(Layer.values());
    private final JSlider opacity = new JSlider(0, 100, 50);
    private final JTextArea measures = text("");
    private boolean updating;

    LiveSection(Session session, SegmentationWindow window) {
        super(session, 5, "Live Update", true);
        live.setName("live");
        live.setToolTipText("Train after every stroke and show what the forest makes of the image (L)");
        live.addActionListener(e -> session.setLive(live.isSelected()));
        layers.setName("layer");
        layers.setToolTipText("What is shown over the image: probability of the chosen class (P), segmentation (G), uncertainty (U)");
        layers.addActionListener(e -> {
            if (!updating) {
                session.setLayer((Layer) layers.getSelectedItem());
            }
        });
        add(row(live, layers), false);
        opacity.setToolTipText("How much the layer covers the image");
        opacity.addChangeListener(e -> {
            if (!updating) {
                session.setOpacity(opacity.getValue() / 100.0);
            }
        });
        add(row(new JLabel("Opacity"), opacity), false);
        add(measures, true);
    }

    @Override
    public void changed(Session.Change change) {
        updating = true;
        live.setSelected(session.isLive());
        layers.setSelectedItem(session.layer());
        opacity.setValue((int) Math.round(100 * session.opacity()));
        updating = false;
        LiveState state = session.loop().state();
        summarise(!session.isLive() ? "off" : Double.isNaN(state.fullMillis) ? "on"
                : String.format(Locale.ROOT, "%.0f ms", state.fullMillis));
        measures.setText(describe(state.measures));
    }

    /** Errors and what matters, in words. */
    private static String describe(Map<String, String> measures) {
        if (measures.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        String error = measures.get("held_out_error");
        text.append(error == null ? "Draw more strokes of each class to see how often the forest errs."
                : "Errs in " + percent(error) + " of the pixels of strokes that it has not seen.");
        StringBuilder recall = new StringBuilder();
        StringBuilder features = new StringBuilder();
        measures.forEach((key, value) -> {
            if (key.startsWith("recall.")) {
                recall.append(recall.length() == 0 ? "\nFound: " : ", ").append(percent(value)).append(" of ")
                        .append(key.substring("recall.".length()));
            } else if (key.startsWith("importance.") && features.chars().filter(c -> c == ',').count() < 2) {
                features.append(features.length() == 0 ? "\nMost important: " : ", ")
                        .append(key.substring("importance.".length()));
            }
        });
        return text.append(recall).append(features).toString();
    }

    private static String percent(String part) {
        try {
            return String.format(Locale.ROOT, "%.1f %%", 100 * Double.parseDouble(part));
        } catch (NumberFormatException e) {
            return part;
        }
    }
}
