package dev.baton.doctor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers what is found, a bounded number of each code; what a SCAN brings twice is found once. */
final class Findings {
    private static final long MOST_OF_A_CODE = 1_000;

    private final List<Finding> kept = new ArrayList<>();
    private final Set<List<Object>> known = new HashSet<>();
    private final Map<Code, Long> counts = new EnumMap<>(Code.class);

    void add(Finding finding) {
        if (counts.getOrDefault(finding.code(), 0L) >= MOST_OF_A_CODE) {
            counts.merge(finding.code(), 1L, Long::sum);
        } else if (known.add(List.of(finding.code(), finding.key(), finding.id(), finding.found()))) {
            counts.merge(finding.code(), 1L, Long::sum);
            kept.add(finding);
        }
    }

    void addAll(List<Finding> findings) {
        findings.forEach(this::add);
    }

    Diagnosis diagnosis(String server, int queues, long jobs) {
        return new Diagnosis(server, queues, jobs, kept, counts);
    }
}
