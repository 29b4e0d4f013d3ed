package dev.baton.server.dashboard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue, or all of them together, at one instant. Rates and latencies are of the time since the sample before; null where
 * nothing is known, as at the first sample.
 *
 * @param at by the clock of Redis
 * @param paused how many of the queues are paused
 * @param rates events a second; null without a sample before
 * @param latency from enqueued to done; null if nothing was done since the sample before
 * @param frontEnqueuedAt when the job at the front of pending was enqueued; null if there is none
 * @param live workers whose heartbeat has not expired
 * @param busy those of them that hold at least one job
 */
public record Sample(
        Instant at,
        int paused,
        long pending,
        long waiting,
        long inProgress,
        long done,
        long dead,
        long cancelled,
        @Nullable Rates rates,
        @Nullable Latency latency,
        @Nullable Instant frontEnqueuedAt,
        int live,
        int busy) {

    /** Events a second; {@code retried} and {@code dead} are the attempts that failed. */
    public record Rates(double enqueued, double done, double retried, double dead) {}

    /** @param jobs of how many jobs, at most 100 a queue and sample: the latest */
    public record Latency(long p50Millis, long p99Millis, int jobs) {}
}
