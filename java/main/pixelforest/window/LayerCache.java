package pixelforest.window;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Layers of the planes that were predicted, and of sections, up to a number of bytes: those looked at longest ago go first. */
final class LayerCache {
    /** Which plane: of an image, at a frame, and the slice (axis 0) or the row (1) or column (2) that a section runs through. */
    private static List<Long> key(SessionImage image, int axis, int frame, int index) {
        List<Long> key = new ArrayList<>();
        key.add(image.key);
        key.add((long) axis);
        key.add((long) frame);
        key.add((long) index);
        return key;
    }

    private final long budget;
    private final Map<List<Long>, SliceLayers> planes = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    LayerCache(long budget) {
        this.budget = budget;
    }

    /** Largest part of the budget that one plane may take; of larger ones only what is seen is kept. */
    long mostOfOne() {
        return budget / 4;
    }

    /** The layers of a plane over an area: those that are there, else new ones. */
    synchronized SliceLayers make(SessionImage image, int axis, int frame, int index, Rectangle area, int classes) {
        List<Long> key = key(image, axis, frame, index);
        SliceLayers there = planes.get(key);
        if (there != null && there.area.contains(area) && there.probabilities.length == classes) {
            return there;
        }
        SliceLayers made = new SliceLayers(area, classes);
        SliceLayers old = planes.put(key, made);
        bytes += made.bytes() - (old == null ? 0 : old.bytes());
        Iterator<SliceLayers> eldest = planes.values().iterator();
        while (bytes > budget && eldest.hasNext()) {
            SliceLayers candidate = eldest.next();
            if (candidate != made) {
                bytes -= candidate.bytes();
                eldest.remove();
            }
        }
        return made;
    }

    /** The layers of a plane, or null. */
    synchronized SliceLayers get(SessionImage image, int axis, int frame, int index) {
        return planes.get(key(image, axis, frame, index));
    }

    /** Forgets the layers of an image, or of all where it is null. */
    synchronized void forget(SessionImage image) {
        for (Iterator<Map.Entry<List<Long>, SliceLayers>> all = planes.entrySet().iterator(); all.hasNext();) {
            Map.Entry<List<Long>, SliceLayers> entry = all.next();
            if (image == null || entry.getKey().get(0) == image.key) {
                bytes -= entry.getValue().bytes();
                all.remove();
            }
        }
    }

    /** Bytes in use. */
    synchronized long bytes() {
        return bytes;
    }

    /** What a session shows over a slice, or null. */
    BufferedImage picture(SessionImage image, int frame, int slice, Session session) {
        return picture(get(image, 0, frame, slice), session);
    }

    /** What a session shows of layers, or null. */
    static BufferedImage picture(SliceLayers layers, Session session) {
        boolean known = layers != null && layers.probabilities.length == session.labelling().classes.size();
        return !known || session.layer() == Layer.NONE ? null : layers.picture(session.layer(), session.active(),
                Palettes.of(session.layer(), session.labelling().classes, session.active(), session.opacity()));
    }
}
