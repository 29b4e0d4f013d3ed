package dev.baton.chaos;

import dev.baton.chaos.row.Matrix;
import dev.baton.chaos.row.Row;
import dev.baton.embedded.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page of a run of the whole matrix; only such a run writes it. */
final class Page {
    private final List<Result> results;
    private final long seed;

    private Page(List<Result> results, long seed) {
        this.results = results;
        this.seed = seed;
    }

    static Page of(List<Result> results, long seed) {
        return new Page(results, seed);
    }

    void writeTo(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text());
    }

    private String text() {
        var out = new StringBuilder();
        long passed = results.stream().filter(Result::passed).count();
        long failed = results.stream().filter(Result::failed).count();
        out.append("# What was broken, and what held\n\n");
        out.append("Written by `./baton chaos --report` and never by hand. ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(", ")
                .append(server())
                .append(", Java ")
                .append(Runtime.version())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors, seed ")
                .append(seed)
                .append(".\n\n");
        out.append(passed)
                .append(" rows passed, ")
                .append(failed)
                .append(" failed, ")
                .append(results.size() - passed - failed + Matrix.NOT_THERE.size())
                .append(" were not run. Each row runs real servers, and workers and producers in processes of their"
                        + " own; a checker then reads the event logs and the raw keys, and computes what the fault"
                        + " may have cost. [The record of its design](adr/0011-the-fault-suite.md) tells"
                        + " how.\n\n");
        out.append("| row | injected | checked | result | seed | s | seen |\n|---|---|---|---|---|---|---|\n");
        for (Result result : results) {
            Row row = result.row();
            String seen = result.failed() ? result.violations().get(0).toString() : String.join("; ", result.remarks());
            out.append("| ")
                    .append(String.join(
                            " | ",
                            row.id(),
                            cell(row.fault()),
                            row.checks().stream().map(Enum::name).collect(Collectors.joining(" ")),
                            result.failed() ? "**failed**" : result.verdict().word(),
                            String.valueOf(result.seed()),
                            String.format(Locale.ROOT, "%.0f", result.seconds()),
                            cell(seen)))
                    .append(" |\n");
        }
        Matrix.NOT_THERE.forEach((id, why) -> out.append("| ")
                .append(id)
                .append(" | | | not run | | | ")
                .append(why)
                .append(" |\n"));
        out.append("\n"
                + "## What makes each row fail\n\n"
                + "A row that cannot fail proves nothing. `./baton chaos --sabotage` breaks the code so, and"
                + " tells which rows do not notice:\n\n"
                + "| row | sabotage |\n"
                + "|---|---|\n");
        for (Result result : results) {
            out.append("| ")
                    .append(result.row().id())
                    .append(" | ")
                    .append(result.row().sabotage().sentence())
                    .append(" |\n");
        }
        return out.toString();
    }

    private static String server() {
        try (var server = RedisServer.builder().start()) {
            return server.binary().getFileName() + " " + server.version();
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
