package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.redis.LuaMutant.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tests of the tests: Lua files with one mistake each, made by a rule, which the other tests have to notice. Tried with
 * {@code -Dbaton.excluded=none}: a sample; {@code -Dbaton.mutants=purge} tries those of one file (or of those whose names fit the pattern),
 * {@code -Dbaton.mutants=justified} those of the list of survivors, and {@code -Dbaton.mutants=all} tries them all and writes {@code docs/mutants.md}.
 */
class MutantsTest {
    private static final int SAMPLE = 44;

    private final LuaFiles files = LuaFiles.read();
    private final List<LuaMutant> mutants = new ArrayList<>();
    private final Survivors survivors = Survivors.read();

    MutantsTest() {
        files.texts().forEach((name, text) -> mutants.addAll(LuaMutants.of(name, text)));
    }

    @Test
    void everyMistakeOfEveryKindIsMadeAndNamedOnce() {
        Set<String> keys = new HashSet<>();
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (LuaMutant mutant : mutants) {
            assertThat(keys.add(mutant.key())).as("%s is named once", mutant).isTrue();
            assertThat(mutant.text()).isNotEqualTo(files.texts().get(mutant.file()));
            kinds.add(mutant.kind());
        }
        assertThat(kinds).isEqualTo(EnumSet.allOf(Kind.class));
        assertThat(mutants)
                .extracting(LuaMutant::file)
                .containsAll(files.texts().keySet());
    }

    @Test
    void everyJustifiedSurvivorStillExists() {
        assertThat(survivors.keys())
                .isSubsetOf(mutants.stream().map(LuaMutant::key).toList());
    }

    /** On demand, for it takes minutes: see CONTRIBUTING.md. */
    @Test
    @Tag("mutants")
    void everyMutantIsCaughtOrItsSurvivalJustified() {
        long seed = Long.getLong("baton.mutants.seed", 20261124);
        String wish = System.getProperty("baton.mutants", "");
        boolean all = wish.equals("all");
        List<LuaMutant> chosen = wish.isEmpty()
                ? sample(new Random(seed))
                : mutants.stream()
                        .filter(mutant -> all
                                || (wish.equals("justified")
                                        ? survivors.justify(mutant)
                                        : mutant.file().matches(wish)))
                        .toList();
        List<String> wrong = new ArrayList<>();
        MutantReport report = new MutantReport();
        System.out.println("Mutants: " + chosen.size() + " of " + mutants.size() + ", -Dbaton.mutants.seed=" + seed);
        try (MutantTrials trials = new MutantTrials(files)) {
            for (LuaMutant mutant : chosen) {
                boolean killed = trials.kill(mutant).isPresent();
                report.add(mutant, killed);
                if (!killed && !survivors.justify(mutant)) {
                    wrong.add("survives without a reason: " + mutant.key());
                    System.out.println(wrong.get(wrong.size() - 1));
                } else if (killed && survivors.justify(mutant)) {
                    wrong.add("is justified, but caught: " + mutant.key());
                    System.out.println(wrong.get(wrong.size() - 1));
                }
            }
            if (all && wrong.isEmpty()) {
                report.write(trials.tests());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** One of each file at least. */
    private List<LuaMutant> sample(Random random) {
        Map<String, List<LuaMutant>> byFile = new TreeMap<>();
        mutants.forEach(mutant ->
                byFile.computeIfAbsent(mutant.file(), file -> new ArrayList<>()).add(mutant));
        List<LuaMutant> rest = new ArrayList<>();
        List<LuaMutant> chosen = new ArrayList<>();
        for (String file : byFile.keySet()) {
            List<LuaMutant> own = Objects.requireNonNull(byFile.get(file));
            Collections.shuffle(own, random);
            chosen.add(own.get(0));
            rest.addAll(own.subList(1, own.size()));
        }
        Collections.shuffle(rest, random);
        chosen.addAll(rest.subList(0, SAMPLE - chosen.size()));
        return chosen;
    }
}
