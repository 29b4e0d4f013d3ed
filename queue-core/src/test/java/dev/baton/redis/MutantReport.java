package dev.baton.redis;

import dev.baton.redis.LuaMutant.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts caught and surviving mutants by file and by kind, and writes the page about them. */
final class MutantReport {
    private static final class Tally {
        private int made;
        private int caught;

        private void add(boolean killed) {
            made++;
            caught += killed ? 1 : 0;
        }

        private String cells() {
            return made + " | " + caught + " | " + (made - caught) + " |\n";
        }
    }

    private final Map<String, Tally> byFile = new TreeMap<>();
    private final Map<Kind, Tally> byKind = new EnumMap<>(Kind.class);
    private final Tally all = new Tally();

    void add(LuaMutant mutant, boolean killed) {
        byFile.computeIfAbsent(mutant.file(), file -> new Tally()).add(killed);
        byKind.computeIfAbsent(mutant.kind(), kind -> new Tally()).add(killed);
        all.add(killed);
    }

    /** @param tests how many tests stood against them */
    void write(int tests) {
        StringBuilder page = new StringBuilder("""
                # Mutants of the Lua files

                Written by `mvn -pl queue-core -am test -Dtest=MutantsTest -Dbaton.mutants=all`, never by hand. Each mutant is one
                file with one mistake; one of a file in `lib/` stands in every script that includes it. %d tests on a real
                Redis stood against them. Each survivor is justified in `survivors.tsv` beside the tests; a reason that is no
                longer needed fails the run.

                | mistake | mutants | caught | justified |
                |---|---|---|---|
                """.formatted(tests));
        byKind.forEach((kind, tally) ->
                page.append("| ").append(kind.words()).append(" | ").append(tally.cells()));
        page.append("| all | ").append(all.cells());
        page.append("\n| file | mutants | caught | justified |\n|---|---|---|---|\n");
        byFile.forEach((file, tally) ->
                page.append("| `").append(file).append(".lua` | ").append(tally.cells()));
        try {
            Files.writeString(Path.of("../docs/mutants.md"), page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
