package dev.baton.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a job is on its way. The word in Redis ({@code baton:{queue}:job:<id>:status}) is {@link #word()}; which status
 * may follow which is told by {@link Transition} and nowhere else.
 */
public enum JobStatus {
    /** Waits for its time: enqueued with a delay, or snoozed by its handler. Moved on by promote or cancel. */
    SCHEDULED("scheduled", false),
    /** Waits in the queue. Moved on by the claim of a worker, or by cancel. */
    PENDING("pending", false),
    /** In the hand of exactly one worker. Moved on by that worker's outcome, or by reclaim when the worker died. */
    IN_PROGRESS("in-progress", false),
    /** Failed, and waits for its next attempt. Moved on by promote or cancel. */
    RETRYING("retrying", false),
    /** Finished well. Terminal; removed by purge. */
    DONE("done", true),
    /** Failed for good: attempts exhausted, poison, malformed, or the handler said so. Moved on by replay; purged after 30 days. */
    DEAD("dead", true),
    /** Cancelled before it finished. Terminal; removed by purge. */
    CANCELLED("cancelled", true);

    private final String word;
    private final boolean terminal;

    JobStatus(String word, boolean terminal) {
        this.word = word;
        this.terminal = terminal;
    }

    /** The word for this status in Redis, in JSON, on the command line and on pages. */
    public String word() {
        return word;
    }

    /** Whether a job in this status stays in it until it is purged or replayed. */
    public boolean isTerminal() {
        return terminal;
    }

    /** The status that {@code word} stands for; empty for a word that this release does not know. */
    public static Optional<JobStatus> ofWord(String word) {
        for (JobStatus status : values()) {
            if (status.word.equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** As {@link #ofWord}. @throws IllegalArgumentException in one sentence, for a word that this release does not know */
    public static JobStatus require(String word) {
        return ofWord(word)
                .orElseThrow(() -> new IllegalArgumentException("The state " + Printable.quote(word) + " is none: use "
                        + Arrays.stream(values()).map(JobStatus::word).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return word;
    }
}
