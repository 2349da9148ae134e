package pixelforest.window;

import ij.gui.Roi;
import ij.plugin.frame.Recorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.annotation.Labelling;
import pixelforest.command.WindowDoor;

/** What was done in a session: strokes go to ImageJ's Recorder, runs of commands there and into the session's macro. */
final class Journal implements Session.Listener {
    private final Session session;
    private final List<Map<String, String>> runs = new ArrayList<>();
    private Labelling recorded;

    Journal(Session session) {
        this.session = session;
        recorded = session.labelling();
    }

    @Override
    public void changed(Session.Change change) {
        if (change == Session.Change.LABELLING) {
            Labelling now = session.labelling();
            if (Recorder.record) {
                for (SessionImage image : session.images()) {
                    record(image, recorded.strokes(image.key), now.strokes(image.key));
                }
            }
            recorded = now;
        } else if (change == Session.Change.IMAGES) {
            recorded = session.labelling(); // what was drawn before is in the image's overlay
        }
    }

    private void record(SessionImage image, List<Roi> before, List<Roi> after) {
        String lines = difference(before, after);
        if (!lines.isEmpty()) {
            lines = "selectImage(" + WindowDoor.literal(image.image.getTitle()) + ");\n" + lines;
            Recorder.recordString(Recorder.scriptMode() ? "IJ.runMacro(" + WindowDoor.literal(lines) + ");\n" : lines);
        }
    }

    /** Lines that make some strokes, which are the current image's overlay, others. */
    static String difference(List<Roi> before, List<Roi> after) {
        int same = 0;
        while (same < before.size() && same < after.size() && before.get(same) == after.get(same)) {
            same++;
        }
        StringBuilder lines = new StringBuilder();
        for (int i = before.size() - 1; i >= same; i--) {
            lines.append(RoiLines.remove(i));
        }
        after.subList(same, after.size()).forEach(stroke -> lines.append(RoiLines.add(stroke)));
        return lines.toString();
    }

    /** Notes that apply was run with options, model among them. Any thread. */
    void ran(Map<String, String> options) {
        Map<String, String> line = new LinkedHashMap<>(options);
        java.awt.EventQueue.invokeLater(() -> {
            runs.remove(line);
            runs.add(line);
            Map<String, String> train = new LinkedHashMap<>();
            List<String> names = new ArrayList<>();
            session.strokeImages().forEach(image -> names.add(WindowDoor.nameOf(image.image)));
            train.put("image", String.join("|", names));
            train.put("annotations", "overlay");
            train.put("classes", String.join(",", session.labelling().classNames()));
            train.putAll(session.settings());
            train.put("model", line.get("model"));
            WindowDoor.record("train", train);
            WindowDoor.record("apply", line);
        });
    }

    /** Options of apply, as it was run in this session. */
    List<Map<String, String>> runs() {
        return new ArrayList<>(runs);
    }
}
