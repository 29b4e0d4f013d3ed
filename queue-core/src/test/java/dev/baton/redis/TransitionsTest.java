package dev.baton.redis;

import static dev.baton.redis.TestRedis.LANE;
import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.failure;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.model.Transition;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every arrow of the state machine from every status, on a real Redis: the job ends where the table says and stands
 * where its status says, or no key has changed.
 */
class TransitionsTest extends OnLentRedis {
    private static final String ID = "j";

    @TestFactory
    Stream<DynamicTest> everyArrowFromEveryStatus() {
        List<Optional<JobStatus>> states = new ArrayList<>();
        states.add(Optional.empty());
        Stream.of(JobStatus.values()).map(Optional::of).forEach(states::add);
        return Stream.of(Transition.values())
                .flatMap(arrow -> states.stream()
                        .map(state -> dynamicTest(
                                arrow + " from " + state.map(JobStatus::word).orElse("absent"),
                                () -> walk(arrow, state))));
    }

    private void walk(Transition arrow, Optional<JobStatus> from) {
        redis.clear();
        redis.clock(START);
        redis.join();
        Claim claim = redis.seed(ID, from);
        assertStanding(from, List.of());
        prepare(arrow, from, claim);
        TreeMap<String, String> before = redis.dump();

        take(arrow, claim);

        if (arrow == Transition.CANCEL && from.equals(Optional.of(JobStatus.PENDING))) {
            // The one stale place that the invariants allow: the id waits in the line for a claim to drop it.
            assertStanding(arrow.to(), List.of("pending", "stale"));
        } else if (arrow.allows(from)) {
            assertStanding(arrow.to(), List.of());
        } else if (arrow == Transition.CANCEL && from.equals(Optional.of(JobStatus.IN_PROGRESS))) {
            // Not an arrow, but its contract: the holder is asked, and nothing else happens.
            TreeMap<String, String> after = redis.dump();
            assertThat(after.remove("baton:{q}:cancelling")).isNotNull();
            assertThat(after).isEqualTo(before);
        } else {
            assertThat(redis.dump()).isEqualTo(before);
        }
    }

    /** What must be so before the arrow can be walked, and is no part of it. */
    private void prepare(Transition arrow, Optional<JobStatus> from, Claim claim) {
        switch (arrow) {
            case PROMOTE -> redis.clock(START.plus(Duration.ofHours(2)));
            case PURGE -> redis.clock(START.plus(Duration.ofDays(40)));
            case ADOPT -> {
                if (from.equals(Optional.of(JobStatus.PENDING))) {
                    redis.move();
                }
            }
            case RECLAIM, RECLAIM_POISON -> get(redis.store().workers().leave(QUEUE, WORKER));
            case RECLAIM_ABANDONED -> {
                // As its enqueue would have marked it, had it been enqueued as such.
                redis.raw().hset("baton:{q}:tries", ID, "0 0 0 once");
                get(redis.store().workers().leave(QUEUE, WORKER));
            }
            case RECLAIM_CANCELLED -> {
                redis.raw().sadd("baton:{q}:cancelling", ID);
                get(redis.store().workers().leave(QUEUE, WORKER));
            }
            case LAPSE, LAPSE_POISON -> leaseRunsOut(claim);
            case LAPSE_ABANDONED -> {
                redis.raw().hset("baton:{q}:tries", ID, "0 0 0 once");
                leaseRunsOut(claim);
            }
            case LAPSE_CANCELLED -> {
                redis.raw().sadd("baton:{q}:cancelling", ID);
                leaseRunsOut(claim);
            }
            default -> {}
        }
    }

    /** The claim, if the job is held, is one of a remote consumer: and it is over. */
    private void leaseRunsOut(Claim claim) {
        if (redis.raw().lrem("baton:{q}:processing:w", 1, claim.entry()) == 1) {
            redis.raw().zadd("baton:{q}:leases", START.toEpochMilli(), claim.entry());
        }
    }

    private void take(Transition arrow, Claim claim) {
        switch (arrow) {
            case ENQUEUE -> redis.enqueue(job(ID));
            case SCHEDULE -> redis.enqueue(job(ID, Duration.ofMinutes(1)));
            case PROMOTE -> get(redis.store().sweeps().promote(QUEUE, 10));
            case CLAIM -> redis.claim(1);
            case LEND -> redis.lend(1, Duration.ofMinutes(1));
            case ADOPT -> get(redis.store().workers().adopt(LANE, List.of(ID), redis.request(1)));
            case COMPLETE -> redis.complete(claim);
            case RETRY -> redis.settle(new Ending.Retry(claim, Duration.ofSeconds(1), failure(1)));
            case SNOOZE -> redis.settle(new Ending.Snooze(claim, Duration.ofSeconds(1)));
            case RELEASE -> redis.settle(new Ending.Release(claim));
            case BURY -> redis.settle(new Ending.Bury(claim, "said so", failure(1), true));
            case CONCEDE -> redis.settle(new Ending.Concede(claim, "was asked"));
            case RECLAIM, RECLAIM_ABANDONED, RECLAIM_CANCELLED ->
                get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3));
            case RECLAIM_POISON -> get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 1));
            case LAPSE, LAPSE_ABANDONED, LAPSE_CANCELLED ->
                get(redis.store().sweeps().lapse(QUEUE, 10, 3));
            case LAPSE_POISON -> get(redis.store().sweeps().lapse(QUEUE, 10, 1));
            case CANCEL -> get(redis.store().inspection().cancel(QUEUE, List.of(ID)));
            case REPLAY -> get(redis.store().inspection().replay(QUEUE, List.of(ID)));
            case PURGE -> get(redis.store().sweeps().purge(QUEUE, Retention.DEFAULT, 10));
        }
    }

    /** The status, and that the job stands in the one place where its status says, in {@code besides}, and nowhere else. */
    private void assertStanding(Optional<JobStatus> status, List<String> besides) {
        assertThat(redis.status(ID)).isEqualTo(status.map(JobStatus::word).orElse(null));
        Map<String, Boolean> standing = new TreeMap<>();
        standing.put("pending", redis.list("pending").contains(ID));
        standing.put(
                "hand",
                Stream.concat(
                                redis.list("processing:w").stream(),
                                redis.raw().zrange("baton:{q}:leases", 0, -1).stream())
                        .anyMatch(e -> e.startsWith(ID + " ")));
        standing.put("bare", redis.list("processing:w").contains(ID));
        standing.put("scheduled", redis.raw().zscore("baton:{q}:scheduled", ID) != null);
        standing.put("done", redis.list("done").stream().anyMatch(e -> e.startsWith(ID + " ")));
        standing.put("dead", redis.raw().zscore("baton:{q}:dead", ID) != null);
        standing.put("cancelled", redis.raw().zscore("baton:{q}:cancelled", ID) != null);
        standing.put("stale", redis.raw().sismember("baton:{q}:stale", ID));
        standing.values().removeIf(there -> !there);
        List<String> places = new ArrayList<>(besides);
        status.map(found -> switch (found) {
                    case SCHEDULED, RETRYING -> List.of("scheduled");
                    case PENDING -> List.of("pending");
                    case IN_PROGRESS -> List.of("hand");
                    case DONE -> List.of("done");
                    case DEAD -> List.of("dead");
                    case CANCELLED -> List.of("cancelled");
                })
                .ifPresent(places::addAll);
        assertThat(standing.keySet()).containsExactlyInAnyOrderElementsOf(places);
        if (status.isEmpty()) {
            assertThat(redis.raw().keys("baton:{q}:job:*")).isEmpty();
        } else {
            assertThat(redis.raw().exists("baton:{q}:job:" + ID)).isEqualTo(1);
        }
    }
}
