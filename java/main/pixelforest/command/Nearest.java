package pixelforest.command;

import java.util.Collection;
import java.util.Optional;

/** The word that was probably meant. */
final class Nearest {
    private Nearest() {}

    /** The candidate with the smallest edit distance, unless even that one differs in more than half its letters. */
    static Optional<String> to(String word, Collection<String> candidates) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int d = distance(word, candidate);
            if (d < least && 2 * d <= Math.max(word.length(), candidate.length())) {
                least = d;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Ends a message about an unknown word: the nearest one, or all. */
    static String hint(String word, Collection<String> candidates) {
        return to(word, candidates).map(near -> "did you mean " + near + "?")
                .orElseGet(() -> "there are " + String.join(", ", candidates));
    }

    /** Levenshtein's distance: the fewest insertions, deletions and replacements that turn one word into the other. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
