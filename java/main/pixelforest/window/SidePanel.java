package pixelforest.window;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.util.Arrays;
import java.util.List;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.Scrollable;
import javax.swing.SwingConstants;

/** The steps of a segmentation, from top to bottom, with what is going on below them. */
final class SidePanel extends JPanel {
    private static final int WIDTH = 340;

    private final transient Session session;
    private final transient SegmentationWindow window;
    private final List<Section> sections;
    private final ProjectBar bar;

    SidePanel(Session session, SegmentationWindow window) {
        super(new BorderLayout());
        this.session = session;
        this.window = window;
        sections = Arrays.asList(
                new ImageSection(session, window),
                new FeatureSection(session, window),
                new ClassSection(session),
                new StrokeSection(session, window),
                new LiveSection(session, window),
                new RefineSection(session, window),
                new ObjectSection(session, window),
                new ApplySection(session, window));
        Steps steps = new Steps();
        for (Section section : sections) {
            steps.add(section);
            session.listen(section);
        }
        steps.add(Box.createVerticalGlue());
        JScrollPane scroll = new JScrollPane(steps, JScrollPane.VERTICAL_SCROLLBAR_AS_NEEDED,
                JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
        scroll.setBorder(null);
        scroll.getVerticalScrollBar().setUnitIncrement(16);
        add(scroll, BorderLayout.CENTER);
        bar = new ProjectBar(session, window);
        session.listen(bar);
        add(bar, BorderLayout.NORTH);
        StatusBar status = new StatusBar(session);
        session.listen(status);
        add(status, BorderLayout.SOUTH);
        setPreferredSize(new Dimension(WIDTH, 600));
        for (Session.Change change : Session.Change.values()) {
            sections.forEach(section -> section.changed(change));
            status.changed(change);
            bar.changed(change);
        }
    }

    /** The step of a kind. */
    <T extends Section> T section(Class<T> kind) {
        return sections.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow(AssertionError::new);
    }

    /** Shows the place that the model is most uncertain of, of those not looked at. */
    void jumpToUncertain() {
        section(RefineSection.class).jump();
    }

    /** Saves the project, or asks where. */
    void save() {
        bar.save();
    }

    /** Whether the window may close: nothing is unsaved, or the user said so. */
    boolean mayClose() {
        return bar.mayClose();
    }

    /** The window is closed. */
    void end() {
        for (Component component : getComponents()) {
            if (component instanceof Session.Listener) {
                session.unlisten((Session.Listener) component);
            }
        }
        sections.forEach(session::unlisten);
        section(FeatureSection.class).end();
        section(RefineSection.class).end();
        section(ObjectSection.class).end();
        section(ApplySection.class).end();
    }

    SegmentationWindow window() {
        return window;
    }

    /** As wide as the panel, whatever its parts would like to be. */
    private static final class Steps extends JPanel implements Scrollable {
        Steps() {
            setLayout(new BoxLayout(this, BoxLayout.Y_AXIS));
        }

        @Override
        public Dimension getPreferredScrollableViewportSize() {
            return getPreferredSize();
        }

        @Override
        public int getScrollableUnitIncrement(java.awt.Rectangle seen, int orientation, int direction) {
            return 16;
        }

        @Override
        public int getScrollableBlockIncrement(java.awt.Rectangle seen, int orientation, int direction) {
            return orientation == SwingConstants.VERTICAL ? seen.height : seen.width;
        }

        @Override
        public boolean getScrollableTracksViewportWidth() {
            return true;
        }

        @Override
        public boolean getScrollableTracksViewportHeight() {
            return false;
        }
    }
}
