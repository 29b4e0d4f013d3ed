package dev.baton.server.lending;

import dev.baton.model.JobRecord;
import java.time.Duration;

/**
 * One job, claimed by a remote consumer until it is ended, or the lease runs out.
 *
 * @param token what proves the claim
 * @param job the job as enqueued
 * @param attempt this attempt's number, from 1
 * @param length how long the lease runs, from the claim on, by the clock of Redis
 */
public record Lease(LeaseToken token, JobRecord job, int attempt, Duration length) {
    public String queue() {
        return token.queue();
    }

    public String id() {
        return token.id();
    }
}
