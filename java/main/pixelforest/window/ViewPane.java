package pixelforest.window;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Panel;
import java.util.List;

/** Where the image is seen: the canvas, the sections of a stack beside it, and ImageJ's sliders below. */
final class ViewPane extends Panel {
    private static final int GAP = 4;

    private final LiveCanvas canvas;
    /** Null for single planes. */
    private final SectionPane xz, yz;
    private final List<Component> sliders;
    private Dimension laidOut;

    ViewPane(LiveCanvas canvas, SectionPane xz, SectionPane yz, List<Component> sliders) {
        super(null);
        this.canvas = canvas;
        this.xz = xz;
        this.yz = yz;
        this.sliders = sliders;
        setBackground(new Color(60, 60, 60));
        add(canvas);
        if (xz != null) {
            add(xz);
            add(yz);
        }
        sliders.forEach(this::add);
    }

    @Override
    public void doLayout() {
        Dimension size = getSize();
        int bottom = size.height;
        for (int i = sliders.size() - 1; i >= 0; i--) {
            int height = sliders.get(i).getPreferredSize().height;
            bottom -= height;
            sliders.get(i).setBounds(0, bottom, size.width, height);
        }
        boolean sections = xz != null && xz.isVisible();
        int across = sections ? yz.extent(size.width / 3) + GAP : 0;
        int down = sections ? xz.extent(bottom / 3) + GAP : 0;
        Dimension place = new Dimension(Math.max(1, size.width - across), Math.max(1, bottom - down));
        if (!place.equals(laidOut)) {
            laidOut = place;
            canvas.setPlace(place); // lays out once more, for its size follows the image
            return;
        }
        Dimension shown = canvas.getSize();
        canvas.setLocation(0, 0);
        if (sections) {
            xz.setBounds(0, shown.height + GAP, shown.width, down - GAP);
            yz.setBounds(shown.width + GAP, 0, across - GAP, shown.height);
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
