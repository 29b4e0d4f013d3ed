package dev.baton.chaos;

import dev.baton.chaos.check.Violation;
import dev.baton.chaos.row.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What became of a row.
 *
 * @param seed what was left to chance; the same seed decides the same
 * @param violations what did not hold; empty if it passed or was not run
 * @param remarks figures and findings; of a row that was not run, why
 * @param directory where its logs are kept, of a row that failed
 */
public record Result(
        Row row,
        Verdict verdict,
        long seed,
        double seconds,
        List<Violation> violations,
        List<String> remarks,
        Path directory) {
    /** The ends of a row. */
    public enum Verdict {
        PASSED("passed"),
        /** Something did not hold. */
        FAILED("FAILED"),
        /** The row came upon something of its own that it had not reckoned with, and so shows nothing. */
        BROKE("BROKE"),
        NOT_RUN("not run");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public boolean passed() {
        return verdict == Verdict.PASSED;
    }

    public boolean failed() {
        return verdict == Verdict.FAILED || verdict == Verdict.BROKE;
    }

    /** Of a run against broken code: whether it showed that something does not hold. */
    public boolean noticed() {
        return verdict == Verdict.FAILED;
    }

    /** The command that runs this row again with the same chances. */
    public String replay() {
        return "./baton chaos " + row.id() + " --seed " + seed;
    }

    /** One line for people. */
    public String line() {
        String what = failed() ? String.valueOf(violations.get(0)) : String.join("; ", remarks);
        return String.format(
                Locale.ROOT, "%-7s %-8s %6.1f s  seed %d  %s", row.id(), verdict.word(), seconds, seed, what);
    }
}
