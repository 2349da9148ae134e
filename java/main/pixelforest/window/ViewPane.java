package pixelforest.window;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Panel;
import java.util.List;
import javax.swing.JCheckBox;

/** Where the image is seen: the canvas, the sections of a stack beside it, and ImageJ's sliders below. */
final class ViewPane extends Panel {
    private static final int GAP = 4;

    private final LiveCanvas canvas;
    /** Null for single planes. */
    private final transient Sections sections;
    /** Shows and hides them. */
    private final JCheckBox both = new JCheckBox("XZ, YZ", true);
    private final List<Component> sliders;
    private Dimension laidOut;

    ViewPane(LiveCanvas canvas, Sections sections, List<Component> sliders) {
        super(null);
        this.canvas = canvas;
        this.sections = sections;
        this.sliders = sliders;
        setBackground(new Color(60, 60, 60));
        add(canvas);
        if (sections != null) {
            add(sections.xz);
            add(sections.yz);
            both.setName("sections");
            both.setToolTipText("Sections of the stack through a pixel: move it with the middle mouse button, or Ctrl and the brush");
            both.addActionListener(e -> {
                sections.setVisible(both.isSelected());
                laidOut = null;
                doLayout();
            });
            add(both);
        }
        sliders.forEach(this::add);
    }

    @Override
    public void doLayout() {
        Dimension size = getSize();
        int bottom = size.height;
        int box = sections == null ? 0 : both.getPreferredSize().width;
        for (int i = sliders.size() - 1; i >= 0; i--) {
            int height = sliders.get(i).getPreferredSize().height;
            bottom -= height;
            sliders.get(i).setBounds(0, bottom, size.width - box, height);
        }
        both.setBounds(size.width - box, bottom, box, size.height - bottom);
        boolean divided = sections != null && sections.isVisible();
        Dimension whole = new Dimension(size.width, bottom);
        int across = divided ? sections.yz.extent(whole, size.width / 3) + GAP : 0;
        int down = divided ? sections.xz.extent(whole, bottom / 3) + GAP : 0;
        Dimension place = new Dimension(Math.max(1, size.width - across), Math.max(1, bottom - down));
        if (!place.equals(laidOut)) {
            laidOut = place;
            canvas.setPlace(place); // lays out once more, for its size follows the image
            return;
        }
        Dimension shown = canvas.getSize();
        canvas.setLocation(0, 0);
        if (divided) {
            sections.xz.setBounds(0, shown.height + GAP, shown.width, down - GAP);
            sections.yz.setBounds(shown.width + GAP, 0, across - GAP, shown.height);
        }
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(640, 480);
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(100, 100);
    }
}
