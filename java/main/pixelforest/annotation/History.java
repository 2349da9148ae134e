package pixelforest.annotation;

import java.util.ArrayDeque;
import java.util.Deque;

/** A labelling that changes, with all that it was before: undo and redo without limit. For one thread. */
public final class History {
    private Labelling now;
    private final Deque<Labelling> before = new ArrayDeque<>();
    private final Deque<Labelling> after = new ArrayDeque<>();

    public History(Labelling first) {
        now = first;
    }

    /** The labelling as it is now. */
    public Labelling now() {
        return now;
    }

    /** Changes it; what was undone cannot be redone any more. */
    public void change(Labelling next) {
        before.push(now);
        after.clear();
        now = next;
    }

    /** Whether there is something to undo. */
    public boolean canUndo() {
        return !before.isEmpty();
    }

    /** Whether there is something to redo. */
    public boolean canRedo() {
        return !after.isEmpty();
    }

    /** Takes the last change back, if there is one. */
    public void undo() {
        if (canUndo()) {
            after.push(now);
            now = before.pop();
        }
    }

    /** Does again what was undone last, if there is something. */
    public void redo() {
        if (canRedo()) {
            before.push(now);
            now = after.pop();
        }
    }
}
