package dev.baton.worker.program;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which word was meant. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code : did you mean "…"?}, or {@code otherwise} if nothing is near. */
    public static String ending(String typed, Collection<String> known, String otherwise) {
        return nearest(typed, known).map(word -> ": did you mean " + word + "?").orElse(otherwise);
    }

    /** The nearest of the known words, if no more than a third of it was mistyped. */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        // What is far longer than any option is no typing mistake, and the distance costs length times length.
        if (typed.length() > 64) {
            return Optional.empty();
        }
        return known.stream()
                .filter(word -> distance(typed, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt(word -> distance(typed, word)));
    }

    /** Levenshtein's: characters to insert, drop or replace. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
