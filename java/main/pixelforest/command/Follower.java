package pixelforest.command;

/** Follows a command from another thread than the one that runs it. */
public interface Follower {
    /**
     * Told now and then how far it is.
     *
     * @param part of the work that is done, 0 to 1
     * @param timeLeft in words; empty where nobody knows yet
     */
    void progress(double part, String timeLeft);

    /** Whether the command is to end. */
    boolean isStopped();
}
