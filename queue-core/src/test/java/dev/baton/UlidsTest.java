package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Grammar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class UlidsTest {
    private final Ulids ulids = new Ulids();

    @Test
    void writesTheMillisecondAsTheSpecificationDoes() {
        // The example of the ULID specification.
        assertThat(ulids.next(1469918176385L)).startsWith("01ARYZ6S41").hasSize(26);
        assertThat(new Ulids().next(0)).startsWith("0000000000");
    }

    @Test
    void isInTheGrammarOfIds() {
        assertThat(ulids.next()).matches("[0-9A-HJKMNP-TV-Z]{26}").matches(Grammar::isName);
    }

    @Test
    void risesWithinAMillisecondAndWhenTheClockGoesBack() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            ids.add(ulids.next(1_000));
        }
        ids.add(ulids.next(999));
        ids.add(ulids.next(1));
        ids.add(ulids.next(1_001));
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void twoInstancesDiffer() {
        assertThat(new Ulids().next(7).substring(10))
                .isNotEqualTo(new Ulids().next(7).substring(10));
    }

    @Test
    void isUniqueAndRisingForEachOfManyThreads() throws Exception {
        int threads = 8;
        int each = 50_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<String>>> made = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                made.add(pool.submit(() -> {
                    List<String> ids = new ArrayList<>(each);
                    for (int i = 0; i < each; i++) {
                        ids.add(ulids.next());
                    }
                    return ids;
                }));
            }
            Set<String> all = new HashSet<>();
            for (Future<List<String>> one : made) {
                assertThat(one.get()).isSorted();
                all.addAll(one.get());
            }
            assertThat(all).hasSize(threads * each);
        } finally {
            pool.shutdownNow();
        }
    }
}
