package pixelforest.window;

import ij.ImagePlus;
import ij.gui.Toolbar;
import ij.plugin.tool.PlugInTool;
import java.awt.event.MouseEvent;

/** The brush in ImageJ's toolbar: draws strokes in Pixel Forest's window, and does nothing elsewhere. */
final class BrushTool extends PlugInTool {
    private static final String NAME = "Pixel Forest Brush Tool";

    /** Puts the tool into the toolbar, if it is not there, and chooses it. */
    static void choose() {
        if (Toolbar.getInstance() != null && !isChosen()) {
            if (Toolbar.getInstance().getToolId(NAME) < 0) {
                Toolbar.addPlugInTool(new BrushTool());
            }
            Toolbar.getInstance().setTool(NAME);
        }
    }

    /** Whether the next drag draws a stroke. */
    static boolean isChosen() {
        return Toolbar.getPlugInTool() instanceof BrushTool;
    }

    @Override
    public String getToolName() {
        return NAME;
    }

    @Override
    public String getToolIcon() {
        return "Ce90L03a3L0497Cf82L2de2L3dd3T6f08P"; // a stroke of the brush, a P for the product
    }

    @Override
    public void mousePressed(ImagePlus image, MouseEvent e) {
        if (image.getWindow() instanceof SegmentationWindow && (e.getModifiersEx() & MouseEvent.BUTTON1_DOWN_MASK) != 0) {
            ((SegmentationWindow) image.getWindow()).makeSeen();
            ((SegmentationWindow) image.getWindow()).pen().press(e);
            e.consume();
        }
    }

    @Override
    public void mouseDragged(ImagePlus image, MouseEvent e) {
        if (image.getWindow() instanceof SegmentationWindow) {
            ((SegmentationWindow) image.getWindow()).pen().drag(e);
            e.consume();
        }
    }

    @Override
    public void mouseReleased(ImagePlus image, MouseEvent e) {
        if (image.getWindow() instanceof SegmentationWindow) {
            ((SegmentationWindow) image.getWindow()).pen().release(e);
            e.consume();
        }
    }
}
