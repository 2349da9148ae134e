package pixelforest.window;

import ij.IJ;
import ij.gui.Roi;
import ij.process.FloatPolygon;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.io.File;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;

/** A user's hand on mouse and keyboard. */
final class Hand {
    final Robot robot;
    private final File folder;

    Hand(File folder) throws Exception {
        robot = new Robot();
        robot.setAutoDelay(2);
        this.folder = folder;
    }

    /** Drags the mouse along a line over the canvas, in coordinates of the image. */
    void draw(LiveCanvas canvas, Roi line) {
        FloatPolygon points = line.getFloatPolygon();
        for (int i = 0; i < points.npoints; i++) {
            moveTo(canvas, points.xpoints[i] + 0.5, points.ypoints[i] + 0.5);
            if (i == 0) {
                robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
            }
        }
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        robot.waitForIdle();
    }

    /** Moves the mouse to a place of the image. */
    void moveTo(LiveCanvas canvas, double x, double y) {
        Point corner = canvas.getLocationOnScreen();
        robot.mouseMove(corner.x + canvas.screenXD(x), corner.y + canvas.screenYD(y));
    }

    /** Types a key, with others held down. */
    void type(int key, int... held) {
        for (int modifier : held) {
            robot.keyPress(modifier);
        }
        robot.keyPress(key);
        robot.keyRelease(key);
        for (int modifier : held) {
            robot.keyRelease(modifier);
        }
        robot.waitForIdle();
    }

    void undo() {
        type(KeyEvent.VK_Z, KeyEvent.VK_CONTROL);
    }

    void redo() {
        type(KeyEvent.VK_Y, KeyEvent.VK_CONTROL);
    }

    /** Presses the button of a name with the mouse. */
    void press(Container in, String name) throws Exception {
        Component button = find(in, name);
        EventQueue.invokeAndWait(() -> ((AbstractButton) button).scrollRectToVisible(
                new Rectangle(button.getWidth(), button.getHeight())));
        robot.waitForIdle();
        Point corner = button.getLocationOnScreen();
        robot.mouseMove(corner.x + button.getWidth() / 2, corner.y + button.getHeight() / 2);
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        robot.waitForIdle();
    }

    /** The component of a name. */
    static Component find(Container in, String name) {
        for (Component component : in.getComponents()) {
            if (name.equals(component.getName())) {
                return component;
            }
            if (component instanceof Container) {
                Component inside = find((Container) component, name);
                if (inside != null) {
                    return inside;
                }
            }
        }
        return null;
    }

    /** Keeps a picture of the screen in the folder. */
    void picture(String name) throws Exception {
        robot.waitForIdle();
        ImageIO.write(robot.createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize())), "png",
                new File(folder, name + ".png"));
    }

    static void until(BooleanSupplier condition, String what) throws Exception {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        check(condition.getAsBoolean(), what);
    }

    static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("FAILED: " + what + "\nLog: " + IJ.getLog());
        }
    }
}
