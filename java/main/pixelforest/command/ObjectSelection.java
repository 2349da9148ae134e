package pixelforest.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.text.TextPanel;
import ij.text.TextWindow;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import pixelforest.annotation.ObjectOutlines;

/** Ties a table of objects to their label image: a click on a row selects the object, one on an object its row. */
final class ObjectSelection {
    private final ImagePlus labels;
    private final TextPanel rows;
    private final ResultsTable table;

    /** Slices and frames of the image before the first of the labels. */
    private final int before, framesBefore;

    private ObjectSelection(ImagePlus labels, TextPanel rows, int before, int framesBefore) {
        this.labels = labels;
        this.rows = rows;
        this.table = rows.getResultsTable();
        this.before = before;
        this.framesBefore = framesBefore;
    }

    /**
     * Ties a table that is shown under a title to a label image that is shown.
     *
     * @param before slices of the image before the first of the labels
     * @param framesBefore likewise frames
     */
    static void link(ImagePlus labels, String tableTitle, int before, int framesBefore) {
        Frame window = WindowManager.getFrame(tableTitle);
        ImageCanvas canvas = labels.getCanvas();
        if (!(window instanceof TextWindow) || canvas == null) {
            return; // in a macro's batch mode neither is on the screen
        }
        TextPanel rows = ((TextWindow) window).getTextPanel();
        ObjectSelection selection = new ObjectSelection(labels, rows, before, framesBefore);
        rows.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseReleased(MouseEvent event) {
                selection.showObject();
            }
        });
        canvas.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                selection.showRow(canvas.offScreenX(event.getX()), canvas.offScreenY(event.getY()));
            }
        });
    }

    /** Selects the object of the selected row, on the slice of its centre or the one nearest to that. */
    private void showObject() {
        int row = rows.getSelectionStart();
        if (row < 0 || row >= table.size() || labels.getWindow() == null) {
            return;
        }
        int number = (int) table.getValue(ObjectTable.LABEL, row);
        int slices = labels.getNSlices();
        int middle = slices == 1 ? 1 : (int) table.getValue(ObjectTable.SLICE, row) - before;
        Rectangle whole = new Rectangle(labels.getWidth(), labels.getHeight());
        for (int away = 0; away < slices; away++) {
            for (int slice : new int[] {middle - away, middle + away}) {
                Roi outline = slice < 1 || slice > slices ? null
                        : ObjectOutlines.outline(labels, frame(row), slice, number, whole);
                if (outline != null) {
                    labels.setPosition(1, slice, frame(row));
                    labels.setRoi(outline);
                    return;
                }
            }
        }
    }

    /** The labels' frame of a row, from 1. */
    private int frame(int row) {
        return table.columnExists(ObjectTable.FRAME) ? (int) table.getValue(ObjectTable.FRAME, row) - framesBefore : 1;
    }

    private void showRow(int x, int y) {
        if (x < 0 || y < 0 || x >= labels.getWidth() || y >= labels.getHeight()) {
            return;
        }
        int number = (int) labels.getProcessor().getf(x, y);
        for (int row = 0; number > 0 && row < table.size(); row++) {
            if (frame(row) == labels.getFrame() && table.getValue(ObjectTable.LABEL, row) == number) {
                rows.setSelection(row, row);
                showObjectHere(number);
                return;
            }
        }
    }

    private void showObjectHere(int number) {
        Rectangle whole = new Rectangle(labels.getWidth(), labels.getHeight());
        labels.setRoi(ObjectOutlines.outline(labels, labels.getFrame(), labels.getSlice(), number, whole));
    }
}
