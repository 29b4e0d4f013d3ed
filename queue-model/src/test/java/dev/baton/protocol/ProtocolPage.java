package dev.baton.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** docs/protocol/README.md, and in it the tables whose rows the runs write. Rows are compared but for their seconds. */
final class ProtocolPage {
    private static final Path PAGE = Path.of("..", "docs", "protocol", "README.md");

    private ProtocolPage() {}

    static synchronized String text() throws IOException {
        return Files.readString(PAGE, UTF_8);
    }

    /** The row of a check as the page has it. */
    static Optional<String> row(Check check) throws IOException {
        return text().lines().filter(line -> line.startsWith(begin(check))).findFirst();
    }

    /** The row of a check as its run makes it. How long a loop is depends on when TLC looks for loops. */
    static String row(Check check, Verdict verdict) {
        String found = check.violates().isEmpty()
                ? "%,d | %s".formatted(verdict.states(), verdict.depth() == 0 ? "" : String.valueOf(verdict.depth()))
                : verdict.violated() + " | " + (check.liveness() ? "a loop" : String.valueOf(verdict.trace()));
        return begin(check) + check.shows() + " | `" + check.given() + "` | " + found + " | " + verdict.seconds()
                + " |";
    }

    /** Whether the page says that the run has not been written down yet. */
    static boolean awaits(Check check) throws IOException {
        return row(check).orElse("").endsWith("| not run yet | | |");
    }

    static String withoutSeconds(String row) {
        return row.replaceFirst("\\| \\d+ \\|$", "|");
    }

    /** Puts the row of a check in place of the one that the page has. */
    static synchronized void write(Check check, String row) throws IOException {
        List<String> lines = text().lines()
                .map(line -> line.startsWith(begin(check)) ? row : line)
                .toList();
        Files.writeString(PAGE, String.join("\n", lines) + "\n", UTF_8);
    }

    private static String begin(Check check) {
        return "| " + check.name() + " | ";
    }
}
