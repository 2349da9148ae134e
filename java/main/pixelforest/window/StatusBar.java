package pixelforest.window;

import java.awt.BorderLayout;
import java.awt.Color;
import java.util.Locale;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** What the live update is doing, and what went wrong. */
final class StatusBar extends JPanel implements Session.Listener {
    private static final Color WRONG = new Color(0xD55E00);

    private final transient Session session;
    private final JLabel text = new JLabel(" ");

    StatusBar(Session session) {
        super(new BorderLayout());
        this.session = session;
        setBorder(BorderFactory.createEmptyBorder(4, 8, 4, 8));
        text.setName("status");
        add(text, BorderLayout.CENTER);
    }

    @Override
    public void changed(Session.Change change) {
        if (change != Session.Change.STATUS && change != Session.Change.LABELLING) {
            return;
        }
        LiveState state = session.loop().state();
        String unsafe = session.project().problem() == null ? ""
                : " Unsaved work cannot be kept aside: " + session.project().problem().getMessage();
        String said = session.missing() != null && !session.isLive() ? session.missing()
                : !state.error.isEmpty() ? state.error
                : !state.activity.isEmpty() ? state.activity
                : !session.isLive() ? "Live Update is off."
                : Double.isNaN(state.fullMillis) ? "Up to date."
                : String.format(Locale.ROOT, "Up to date. The last update took %.0f ms.", state.fullMillis);
        said += unsafe;
        text.setForeground(state.error.isEmpty() && unsafe.isEmpty() ? Section.quiet() : WRONG);
        text.setText("<html>" + said.replace("&", "&amp;").replace("<", "&lt;") + "</html>");
        text.setToolTipText(said);
    }
}
