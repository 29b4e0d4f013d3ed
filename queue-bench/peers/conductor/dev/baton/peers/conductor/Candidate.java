package dev.baton.peers.conductor;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A peer that can be compared, and the concurrencies of which the best is looked for. */
enum Candidate {
    BATON("baton", List.of(64)),
    BULLMQ("bullmq", List.of(50, 100, 200, 400)),
    REDISSON("redisson", List.of(16, 32, 64, 128)),
    REDISSON_EXECUTOR("redisson-executor", List.of(8, 16, 32)),
    JESQUE("jesque", List.of(8, 16, 32, 64));

    private final String word;
    private final List<Integer> concurrencies;

    Candidate(String word, List<Integer> concurrencies) {
        this.word = word;
        this.concurrencies = concurrencies;
    }

    String word() {
        return word;
    }

    /** Where its source is. */
    String folder() {
        return this == REDISSON_EXECUTOR ? REDISSON.word : word;
    }

    /** What is tried once, before the rounds that count; the first is used to warm up. */
    List<Integer> concurrencies() {
        return concurrencies;
    }

    /** All but one, which is so slow that it has to be asked for. */
    static Set<Candidate> usual() {
        return EnumSet.complementOf(EnumSet.of(REDISSON_EXECUTOR));
    }

    static Optional<Candidate> of(String word) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.word.equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Candidate::word).collect(Collectors.joining(","));
    }
}
