package pixelforest.window;

import ij.gui.Roi;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.util.ArrayList;
import java.util.List;
import javax.swing.DefaultListCellRenderer;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSpinner;
import javax.swing.JToggleButton;
import javax.swing.ListSelectionModel;
import javax.swing.SpinnerNumberModel;
import pixelforest.engine.ClassStyle;

/** Step 4: brush and eraser, undo and redo, and the list of strokes. */
final class StrokeSection extends Section {
    private final transient SegmentationWindow window;
    private final JToggleButton brush = new JToggleButton("Brush");
    private final JToggleButton eraser = new JToggleButton("Eraser");
    private final SpinnerNumberModel width = new SpinnerNumberModel(3, 1, 200, 1);
    private final JButton undo = new JButton("Undo");
    private final JButton redo = new JButton("Redo");
    private final JCheckBox shown = new JCheckBox("Show strokes");
    private final DefaultListModel<Roi> model = new DefaultListModel<>();
    private final JList<Roi> list = new JList<>(model);
    private boolean updating;

    StrokeSection(Session session, SegmentationWindow window) {
        super(session, 4, "Strokes", true);
        this.window = window;
        brush.setToolTipText("Draw strokes of the chosen class; any other tool of ImageJ's toolbar ends this");
        brush.setName("brush");
        brush.addActionListener(e -> tool(false));
        eraser.setToolTipText("Take away parts of strokes (X; or hold Alt while drawing)");
        eraser.setName("eraser");
        eraser.addActionListener(e -> tool(true));
        JSpinner spinner = new JSpinner(width);
        spinner.setToolTipText("Width of the brush in pixels ([ and ], or Alt and the mouse wheel)");
        spinner.addChangeListener(e -> {
            if (!updating) {
                session.setBrushWidth(width.getNumber().intValue());
            }
        });
        spinner.setMaximumSize(spinner.getPreferredSize());
        add(row(brush, eraser, new JLabel("Width"), spinner), false);
        undo.setToolTipText("Take the last change back (Ctrl+Z)");
        undo.setName("undo");
        undo.addActionListener(e -> session.undo());
        redo.setToolTipText("Do again what was taken back (Ctrl+Y)");
        redo.setName("redo");
        redo.addActionListener(e -> session.redo());
        JButton selection = new JButton("Add selection");
        selection.setToolTipText("Make a stroke of the selection of any ImageJ tool (B)");
        selection.setName("addSelection");
        selection.addActionListener(e -> window.addSelection());
        add(row(undo, redo, selection), false);
        shown.setToolTipText("Y");
        shown.addActionListener(e -> session.showStrokes(shown.isSelected()));
        add(shown, false);
        list.setName("strokes");
        list.setVisibleRowCount(5);
        list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        list.setCellRenderer(new Renderer());
        list.addListSelectionListener(e -> {
            if (!e.getValueIsAdjusting() && !updating && list.getSelectedValue() != null) {
                window.jumpTo(list.getSelectedValue());
            }
        });
        JScrollPane scroll = new JScrollPane(list);
        scroll.setPreferredSize(new Dimension(100, 100));
        JPanel holder = new JPanel(new BorderLayout());
        holder.add(scroll, BorderLayout.CENTER);
        add(holder, false);
        JButton delete = new JButton("Delete stroke");
        delete.setToolTipText("Delete the stroke that is chosen in the list");
        delete.setName("deleteStroke");
        delete.addActionListener(e -> {
            if (list.getSelectedValue() != null) {
                session.change(session.labelling().without(window.shown().key, list.getSelectedValue()));
            }
        });
        StrokeExchange exchange = new StrokeExchange(session, window);
        JButton transfer = new JButton("From / to\u2026");
        transfer.setToolTipText("Strokes from and to the ROI Manager, a RoiSet.zip or a label image");
        transfer.setName("exchange");
        transfer.addActionListener(e -> exchange.menu().show(transfer, 0, transfer.getHeight()));
        add(row(delete, transfer), false);
    }

    private void tool(boolean erases) {
        BrushTool.choose();
        session.setErasing(erases);
    }

    @Override
    public void changed(Session.Change change) {
        updating = true;
        try {
            if (change == Session.Change.APPEARANCE) {
                brush.setSelected(BrushTool.isChosen() && !session.isErasing());
                eraser.setSelected(BrushTool.isChosen() && session.isErasing());
                width.setValue((int) session.brushWidth());
                shown.setSelected(session.showsStrokes());
            }
            if (change == Session.Change.LABELLING || change == Session.Change.IMAGES) {
                undo.setEnabled(session.canUndo());
                redo.setEnabled(session.canRedo());
                List<Roi> strokes = new ArrayList<>(session.labelling().strokes(window.shown().key));
                model.clear();
                strokes.forEach(model::addElement);
                summarise(strokes.size() == 1 ? "1 stroke" : strokes.size() + " strokes");
            }
        } finally {
            updating = false;
        }
    }

    /** A stroke in the list: its class's colour, number, class and plane. */
    private final class Renderer extends DefaultListCellRenderer {
        @Override
        public Component getListCellRendererComponent(JList<?> of, Object value, int index, boolean chosen, boolean focused) {
            super.getListCellRendererComponent(of, value, index, chosen, focused);
            Roi stroke = (Roi) value;
            int number = stroke.getGroup() - 1;
            List<ClassStyle> classes = session.labelling().classes;
            String name = number >= 0 && number < classes.size() ? classes.get(number).name : "";
            int slice = Math.max(stroke.getZPosition(), stroke.getPosition());
            setText((index + 1) + "  " + name + (slice > 0 ? ", slice " + slice : "")
                    + (stroke.getTPosition() > 1 ? ", frame " + stroke.getTPosition() : ""));
            if (!chosen && number >= 0 && number < classes.size()) {
                setForeground(new Color(classes.get(number).color).darker());
            }
            return this;
        }
    }
}
