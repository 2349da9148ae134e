package pixelforest.command;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** The definition of one option of a command. Dialog, validation, recording and help follow from it. */
public final class Option {
    /** What a value is. */
    public enum Kind {
        TEXT, FLAG, INTEGER, NUMBER, CHOICE, LIST,
        /** An image to work on: not a result of Pixel Forest. */
        IMAGE,
        /** Images to work on, separated by |. */
        IMAGES,
        /** An image that may be a result. */
        RESULT,
        /** Where strokes are: the overlay, the ROI Manager, a file of ROIs or a label image; several separated by |. */
        ANNOTATIONS,
        FILE,
        /** A file to be written. */
        NEW_FILE,
        FOLDER;

        boolean isImage() {
            return this == IMAGE || this == IMAGES || this == RESULT;
        }

        boolean isPath() {
            return this == FILE || this == NEW_FILE || this == FOLDER;
        }
    }

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern COMMA = Pattern.compile("[+-]?[0-9]*,[0-9]+");

    public final String key;
    public final Kind kind;
    /** The value where none is given; empty for none. */
    public final String fallback;
    /** What it is, in a few words. */
    public final String help;
    /** The words of a CHOICE or LIST; words that a NUMBER or INTEGER takes besides numbers. */
    public final List<String> words;
    /** Range of a number, ends included. */
    public final double min, max;
    final boolean required;
    /** Whether the dialog leaves it out. */
    public final boolean hidden;

    private Option(String key, Kind kind, String fallback, String help, List<String> words, double min, double max,
            boolean required, boolean hidden) {
        this.key = key;
        this.kind = kind;
        this.fallback = fallback;
        this.help = help;
        this.words = Collections.unmodifiableList(words);
        this.min = min;
        this.max = max;
        this.required = required;
        this.hidden = hidden;
    }

    private static Option of(String key, Kind kind, String fallback, String help, String... words) {
        return new Option(key, kind, fallback, help, Arrays.asList(words), Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY, false, false);
    }

    static Option text(String key, String fallback, String help) {
        return of(key, Kind.TEXT, fallback, help);
    }

    static Option flag(String key, String help) {
        return of(key, Kind.FLAG, "false", help);
    }

    /** A flag that is on unless it is set to false. */
    static Option flagOn(String key, String help) {
        return of(key, Kind.FLAG, "true", help);
    }

    /** One of the words; the first is the default. */
    static Option choice(String key, String help, String... words) {
        return of(key, Kind.CHOICE, words[0], help, words);
    }

    /** Some of the words, separated by commas. */
    static Option list(String key, String fallback, String help, String... words) {
        return of(key, Kind.LIST, fallback, help, words);
    }

    static Option integer(String key, String fallback, double min, double max, String help) {
        return of(key, Kind.INTEGER, fallback, help).between(min, max);
    }

    static Option number(String key, String fallback, double min, double max, String help, String... words) {
        return of(key, Kind.NUMBER, fallback, help, words).between(min, max);
    }

    /** An image: the title of an open one, or a file; the current image where none is given. */
    static Option image(String key, String help) {
        return of(key, Kind.IMAGE, "", help);
    }

    /** Images, separated by |; the current image where none is given. */
    static Option images(String key, String help) {
        return of(key, Kind.IMAGES, "", help);
    }

    /** Where strokes are; the overlay where nothing is given. */
    static Option annotations(String key, String help) {
        return of(key, Kind.ANNOTATIONS, Drawing.OVERLAY, help);
    }

    /** An image that may be a result of Pixel Forest. */
    static Option result(String key, String help) {
        return of(key, Kind.RESULT, "", help);
    }

    static Option file(String key, String help) {
        return of(key, Kind.FILE, "", help);
    }

    /** A file to be written. */
    static Option newFile(String key, String help) {
        return of(key, Kind.NEW_FILE, "", help);
    }

    static Option folder(String key, String help) {
        return of(key, Kind.FOLDER, "", help);
    }

    Option required() {
        return new Option(key, kind, fallback, help, words, min, max, true, hidden);
    }

    Option hidden() {
        return new Option(key, kind, fallback, help, words, min, max, required, true);
    }

    private Option between(double min, double max) {
        return new Option(key, kind, fallback, help, words, min, max, required, hidden);
    }

    /**
     * Refuses a value that this option cannot have. An empty value stands for none.
     *
     * @throws IllegalArgumentException with the mend
     */
    public void check(String value) {
        if (value.isEmpty()) {
            if (required) {
                throw new OptionException("option " + key + " is needed: " + help);
            }
            if (kind == Kind.LIST) {
                throw new OptionException("option " + key + " is empty: use " + values());
            }
            return;
        }
        switch (kind) {
            case FLAG:
                oneOf(value, Arrays.asList("true", "false"));
                break;
            case CHOICE:
                oneOf(value, words);
                break;
            case LIST:
                for (String word : split(value)) {
                    oneOf(word, words);
                }
                break;
            case INTEGER:
            case NUMBER:
                if (!words.contains(value)) {
                    checkNumber(value);
                }
                break;
            default:
                break;
        }
    }

    /** The entries of a list. */
    static List<String> split(String value) {
        return Arrays.asList(value.trim().split("\\s*,\\s*", -1));
    }

    private void oneOf(String word, List<String> words) {
        if (!words.contains(word)) {
            String separator = kind == Kind.LIST ? ", " : " or ";
            throw new OptionException(key + "=" + word + " is unknown: use " + String.join(separator, words));
        }
    }

    private void checkNumber(String value) {
        boolean whole = kind == Kind.INTEGER;
        if (!(whole ? WHOLE : DECIMAL).matcher(value).matches()) {
            String mend = !whole && COMMA.matcher(value).matches()
                    ? ": write " + value.replace(',', '.') + ", with a point"
                    : ": use " + range();
            throw new OptionException(key + "=" + value + " is not a " + (whole ? "whole number" : "number") + mend);
        }
        double number = Double.parseDouble(value);
        if (!(number >= min && number <= max)) {
            throw new OptionException(key + "=" + value + " is out of range: use " + range());
        }
    }

    /** Which values there are, in words; empty for free text. */
    String values() {
        switch (kind) {
            case FLAG:
                return "true or false";
            case CHOICE:
                return String.join(", ", words);
            case LIST:
                return "any of " + String.join(", ", words);
            case INTEGER:
            case NUMBER:
                return range();
            case IMAGE:
            case RESULT:
                return "an image";
            case IMAGES:
                return "images";
            case ANNOTATIONS:
                return Drawing.OVERLAY + ", " + Drawing.ROI_MANAGER + ", a file or an image";
            case FILE:
            case NEW_FILE:
                return "a file";
            case FOLDER:
                return "a folder";
            default:
                return "";
        }
    }

    private String range() {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append(word).append(" or ");
        }
        text.append("a ").append(kind == Kind.INTEGER ? "whole number" : "number");
        text.append(" of at least ").append(plain(min));
        return Double.isInfinite(max) ? text.toString() : text.append(" and at most ").append(plain(max)).toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
