package pixelforest.window;

/** A value of an option, as people read it. */
final class Choice {
    /** As in the option; empty for its default. */
    final String value;
    private final String title;

    Choice(String value, String title) {
        this.value = value;
        this.title = title;
    }

    @Override
    public String toString() {
        return title;
    }
}
