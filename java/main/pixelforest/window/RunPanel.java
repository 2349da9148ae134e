package pixelforest.window;

import java.awt.BorderLayout;
import java.awt.EventQueue;
import java.util.concurrent.CancellationException;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JTextArea;
import pixelforest.command.Follower;

/** A button that starts long work, one that stops it, how far it is, and how it ended. */
final class RunPanel extends JPanel implements Follower {
    /** Work on a thread of its own; returns what to say at its end. */
    interface Work {
        String run(Follower follower) throws Exception;
    }

    final JButton run;
    private final JButton stop = new JButton("Stop");
    private final JProgressBar bar = new JProgressBar(0, 1000);
    private final JTextArea message = Section.text("");
    private volatile boolean stopped;

    /** @param prepare makes the work, on the event thread, when the button is pressed */
    RunPanel(String title, String name, java.util.function.Supplier<Work> prepare) {
        setLayout(new BoxLayout(this, BoxLayout.Y_AXIS));
        setAlignmentX(LEFT_ALIGNMENT);
        run = new JButton(title);
        run.setName(name);
        run.addActionListener(e -> start(prepare.get()));
        stop.setName(name + "Stop");
        stop.setToolTipText("Stop; what is done stays");
        stop.setEnabled(false);
        stop.addActionListener(e -> stopped = true);
        message.setName(name + "Message");
        add(Section.row(run, stop));
        JPanel progress = new JPanel(new BorderLayout());
        progress.setAlignmentX(LEFT_ALIGNMENT);
        progress.add(bar);
        bar.setVisible(false);
        add(progress);
        add(message);
    }

    private void start(Work work) {
        stopped = false;
        working(true);
        say("");
        Thread thread = new Thread(() -> {
            String end;
            try {
                end = work.run(this);
            } catch (CancellationException e) {
                end = "Stopped.";
            } catch (Exception | OutOfMemoryError e) {
                end = Newest.text(e);
            }
            String said = end;
            EventQueue.invokeLater(() -> {
                working(false);
                say(said);
            });
        }, "Pixel Forest " + run.getText());
        thread.setDaemon(true);
        thread.start();
    }

    private void working(boolean now) {
        run.setEnabled(!now);
        stop.setEnabled(now);
        bar.setVisible(now);
        bar.setIndeterminate(now);
    }

    /** Says something below the buttons. */
    void say(String text) {
        message.setText(text);
        revalidate();
    }

    /** Ends what runs. */
    void end() {
        stopped = true;
    }

    @Override
    public void progress(double part, String timeLeft) {
        EventQueue.invokeLater(() -> {
            bar.setIndeterminate(false);
            bar.setValue((int) (1000 * part));
            bar.setStringPainted(!timeLeft.isEmpty());
            bar.setString(timeLeft);
        });
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }
}
