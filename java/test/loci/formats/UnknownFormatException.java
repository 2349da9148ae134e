package loci.formats;

/** As in Bio-Formats. */
public class UnknownFormatException extends FormatException {
    public UnknownFormatException(String message) {
        super(message);
    }
}
