package dev.baton.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a queue at one instant, and its counters since it exists.
 *
 * @param paused whether claims are refused
 * @param pending length of the pending list (cancelled ids that no claim has met yet included)
 * @param waiting scheduled and retrying jobs
 * @param inProgress entries in the processing lists of registered workers, and leases of remote consumers
 * @param done finished jobs still kept
 * @param dead dead jobs
 * @param cancelled cancelled jobs still kept
 * @param liveWorkers worker incarnations whose heartbeat has not expired
 * @param nextDueAt when the next scheduled or retrying job is due; null if there is none
 * @param serverTime the clock of Redis
 * @param counters events since the queue exists: enqueued, claimed-nothing is not counted; see docs/redis-model.md
 */
public record QueueStats(
        String queue,
        boolean paused,
        long pending,
        long waiting,
        long inProgress,
        long done,
        long dead,
        long cancelled,
        int liveWorkers,
        @Nullable Instant nextDueAt,
        Instant serverTime,
        Map<String, Long> counters) {}
