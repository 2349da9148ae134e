package pixelforest.command;

/** An option that is unknown, malformed or outside its range. */
final class OptionException extends IllegalArgumentException {
    OptionException(String message) {
        super(message);
    }
}
