package dev.baton.worker.standalone;

import dev.baton.JobContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The first attempt at a job, and what its handler may know. */
record JobFacts(String jobId, String queue, String type, Duration timeLeft) implements JobContext {
    static JobFacts ofType(String type) {
        return new JobFacts("order-42", "emails", type, Duration.ofDays(3650));
    }

    JobFacts withTimeLeft(Duration left) {
        return new JobFacts(jobId, queue, type, left);
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public List<String> tags() {
        return List.of("blue", "vip");
    }

    @Override
    public Instant enqueuedAt() {
        return Instant.parse("2026-11-22T10:15:30Z");
    }

    @Override
    public long fence() {
        return 1_732_240_000_123_456L;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public Stop stop() {
        return Stop.NONE;
    }

    @Override
    public boolean isSurelyMine() {
        return true;
    }
}
