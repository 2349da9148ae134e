package loci.formats;

/** As in Bio-Formats. */
public class FormatException extends Exception {
    public FormatException(String message) {
        super(message);
    }
}
