package pixelforest.window;

import ij.gui.Roi;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;

/** The keys of the window's canvas. All others are ImageJ's. */
final class Keys {
    private static final int CONTROLS = InputEvent.CTRL_DOWN_MASK | InputEvent.META_DOWN_MASK;

    private final Session session;
    private final SegmentationWindow window;

    Keys(Session session, SegmentationWindow window) {
        this.session = session;
        this.window = window;
    }

    /** Whether a key is one of the window's; if so, does what it is for. */
    boolean take(KeyEvent e) {
        boolean pressed = e.getID() == KeyEvent.KEY_PRESSED;
        boolean control = (e.getModifiersEx() & CONTROLS) != 0;
        if (control) {
            return takeControl(e, pressed);
        }
        if (e.isAltDown()) {
            return false;
        }
        char c = e.getKeyChar();
        if (c >= '1' && c <= '9') {
            if (pressed) {
                session.setActive(c - '1');
                BrushTool.choose();
            }
            return true;
        }
        switch (c) {
            case '[':
            case ']':
                if (pressed) {
                    session.setBrushWidth((int) session.brushWidth() + (c == ']' ? 1 : -1));
                }
                return true;
            case 'b':
                if (pressed) {
                    addSelection();
                }
                return true;
            case 'x':
                if (pressed) {
                    BrushTool.choose();
                    session.setErasing(!session.isErasing());
                }
                return true;
            case 'p':
                return toggle(Layer.PROBABILITY, pressed);
            case 'g':
                return toggle(Layer.SEGMENTATION, pressed);
            case 'u':
                return toggle(Layer.UNCERTAINTY, pressed);
            case 'y':
                if (pressed) {
                    session.showStrokes(!session.showsStrokes());
                }
                return true;
            case 'l':
                if (pressed) {
                    session.setLive(!session.isLive());
                }
                return true;
            case 'i':
                if (e.getID() != KeyEvent.KEY_TYPED) {
                    window.side().section(RefineSection.class).setProbing(pressed);
                }
                return true;
            case 'j':
                if (pressed) {
                    window.side().jumpToUncertain();
                }
                return true;
            default:
                return false;
        }
    }

    private boolean takeControl(KeyEvent e, boolean pressed) {
        boolean undo = e.getKeyCode() == KeyEvent.VK_Z && !e.isShiftDown();
        boolean redo = e.getKeyCode() == KeyEvent.VK_Y || e.getKeyCode() == KeyEvent.VK_Z && e.isShiftDown();
        boolean save = e.getKeyCode() == KeyEvent.VK_S;
        if (pressed && undo) {
            session.undo();
        } else if (pressed && redo) {
            session.redo();
        } else if (pressed && save) {
            window.side().save();
        }
        return undo || redo || save;
    }

    private boolean toggle(Layer layer, boolean pressed) {
        if (pressed) {
            session.setLayer(session.layer() == layer ? Layer.NONE : layer);
        }
        return true;
    }

    /** The selection of any of ImageJ's tools becomes a stroke of the active class. */
    void addSelection() {
        Roi selection = window.getImagePlus().getRoi();
        window.makeSeen();
        if (selection != null && session.view() != null) {
            window.getImagePlus().deleteRoi();
            session.addStroke(session.view(), (Roi) selection.clone());
        }
    }
}
