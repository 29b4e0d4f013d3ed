package dev.baton.doctor;

import java.util.List;
import java.util.Map;

/**
 * What an examination found.
 *
 * @param server product and version
 * @param queues how many were examined
 * @param jobs how many keys of statuses were seen
 * @param findings at most 1,000 of each code, violations and advice mixed, in the order in which they were found
 * @param counts how many of each code there are, those included that {@code findings} has no room for
 */
public record Diagnosis(String server, int queues, long jobs, List<Finding> findings, Map<Code, Long> counts) {
    public Diagnosis {
        findings = List.copyOf(findings);
        counts = Map.copyOf(counts);
    }

    /** Whether there is no violation; advice may be there. */
    public boolean isClean() {
        return violations() == 0;
    }

    /** How many violations there are, also those without room in {@code findings}. */
    public long violations() {
        return sum(Code.Kind.VIOLATION);
    }

    /** How many pieces of advice there are. */
    public long advice() {
        return sum(Code.Kind.ADVICE);
    }

    private long sum(Code.Kind kind) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
