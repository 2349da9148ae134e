package pixelforest.window;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Font;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import javax.swing.SwingConstants;
import javax.swing.UIManager;

/** One step at the side of the window: a numbered title that opens and closes what belongs to it. */
abstract class Section extends JPanel implements Session.Listener {
    private static final int INSET = 8;

    final transient Session session;
    private final String title;
    private final JButton head = new JButton();
    private final JLabel summary = new JLabel();
    /** What belongs to the step, from top to bottom. */
    final JPanel body = new JPanel();

    Section(Session session, int number, String name, boolean open) {
        super(new BorderLayout());
        this.session = session;
        title = number + "  " + name;
        body.setLayout(new BoxLayout(body, BoxLayout.Y_AXIS));
        body.setBorder(BorderFactory.createEmptyBorder(2, INSET + 8, INSET, INSET));
        head.setHorizontalAlignment(SwingConstants.LEFT);
        head.setFont(head.getFont().deriveFont(Font.BOLD));
        head.setBorder(BorderFactory.createEmptyBorder(6, INSET, 6, INSET));
        head.setContentAreaFilled(false);
        head.setName("step" + number);
        head.addActionListener(e -> open(!body.isVisible()));
        summary.setForeground(quiet());
        summary.setBorder(BorderFactory.createEmptyBorder(0, 0, 0, INSET));
        JPanel top = new JPanel(new BorderLayout());
        top.add(head, BorderLayout.WEST);
        top.add(summary, BorderLayout.EAST);
        add(top, BorderLayout.NORTH);
        add(body, BorderLayout.CENTER);
        setBorder(BorderFactory.createMatteBorder(0, 0, 1, 0, UIManager.getColor("Separator.foreground") == null
                ? Color.GRAY : UIManager.getColor("Separator.foreground")));
        setAlignmentX(LEFT_ALIGNMENT);
        open(open);
    }

    /** Opens or closes the step. */
    final void open(boolean open) {
        body.setVisible(open);
        head.setText((open ? "\u25be " : "\u25b8 ") + title);
        revalidate();
    }

    /** What is said beside the title, also while closed. */
    final void summarise(String text) {
        summary.setText(text);
    }

    /** A colour for what is less important. */
    static Color quiet() {
        Color color = UIManager.getColor("Label.disabledForeground");
        return color == null ? Color.GRAY : color;
    }

    /** Components side by side. */
    static JPanel row(Component... components) {
        JPanel row = new JPanel();
        row.setLayout(new BoxLayout(row, BoxLayout.X_AXIS));
        row.setAlignmentX(LEFT_ALIGNMENT);
        for (Component component : components) {
            if (row.getComponentCount() > 0) {
                row.add(Box.createHorizontalStrut(6));
            }
            row.add(component);
        }
        return row;
    }

    /** Adds a component below the others, as wide as the panel. */
    final void add(JComponent component, boolean stretched) {
        component.setAlignmentX(LEFT_ALIGNMENT);
        if (!stretched) {
            component.setMaximumSize(new Dimension(Short.MAX_VALUE, component.getPreferredSize().height));
        }
        body.add(component);
        body.add(Box.createVerticalStrut(4));
    }

    /** A text of several lines that follows the panel's width. */
    static JTextArea text(String text) {
        JTextArea area = new JTextArea(text);
        area.setLineWrap(true);
        area.setWrapStyleWord(true);
        area.setEditable(false);
        area.setFocusable(false);
        area.setOpaque(false);
        area.setFont(UIManager.getFont("Label.font"));
        area.setForeground(quiet());
        area.setBorder(null);
        area.setAlignmentX(LEFT_ALIGNMENT);
        return area;
    }
}
