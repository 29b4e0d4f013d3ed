package dev.baton.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Baton;
import dev.baton.bench.lab.Backlog;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Load;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobType;
import dev.baton.model.Limits;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a job costs Redis, counted and not timed, so that it is the same on every machine. Whoever makes a job dearer sees
 * it here; whoever makes it cheaper writes the new number down.
 */
class CostGuardTest {
    /** Jobs that one call completes and claims. */
    private static final int BATCH = 200;

    /** Commands of one such call, itself and those inside. */
    private static final String COMMANDS_A_BATCH =
            "{evalsha=1, hincrby=2, hlen=2, hmget=1, llen=2, lpush=1, lrange=3, ltrim=2,"
                    + " mget=1, mset=2, rpush=1, scard=2, time=1, zcard=2, zscore=1}";

    private static final double COMMANDS_A_JOB = 0.12;

    /** Bytes of a pending job with a payload of 100 bytes, on a Redis that allocates by jemalloc. */
    private static final double BYTES_A_PENDING_JOB = 469;

    private static final double BAND = 0.02;
    /** Other allocators round sizes up otherwise. */
    private static final double BAND_OF_OTHER_ALLOCATORS = 0.4;

    private static final JobType<String, Void> HUNDRED_BYTES = JobType.of("order", String.class);
    private static final String PAYLOAD = "x".repeat(98); // and its quotes

    private final Lab lab = Lab.inMemory();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aBatchOf200TakesExactlySoManyCommands() {
        int calls = 9;
        String queue = "guard";
        try (Baton baton = lab.connect();
                Store store = RedisStore.connect(RedisStoreOptions.of(lab.uri(), new JacksonCodec()))) {
            Backlog.fill(baton, queue, new Load<>(HUNDRED_BYTES, number -> PAYLOAD, 100), (calls + 1) * BATCH);
            Lane lane = new Lane(queue, "guard-worker", 0);
            store.workers().join(queue, lane.worker(), Duration.ofMinutes(10)).join();
            List<Claim> inHand = completeAndClaim(store, lane, 0, List.of());

            Map<String, Long> before = ServerInfo.read(lab.redis()).calls();
            for (int call = 1; call <= calls; call++) {
                inHand = completeAndClaim(store, lane, call, inHand);
            }
            Map<String, Long> after = ServerInfo.read(lab.redis()).calls();

            Map<String, Long> each = eachOf(calls, before, after);
            assertThat(each).hasToString(COMMANDS_A_BATCH);
            assertThat(each.values().stream().mapToDouble(count -> count).sum() / BATCH)
                    .isEqualTo(COMMANDS_A_JOB);
        }
    }

    @Test
    void aPendingJobTakesSoManyBytes() {
        int jobs = 10_000;
        try (Baton baton = lab.connect()) {
            Load<String> load = new Load<>(HUNDRED_BYTES, number -> PAYLOAD, 100);
            Backlog.fill(baton, "warm-up", load, 1_000); // scripts are loaded, buffers have their size
            ServerInfo before = ServerInfo.read(lab.redis());
            Backlog.fill(baton, "guard", load, jobs);
            ServerInfo after = ServerInfo.read(lab.redis());

            String allocator = before.text("mem_allocator");
            double band = allocator.startsWith("jemalloc") ? BAND : BAND_OF_OTHER_ALLOCATORS;
            assertThat((after.number("used_memory") - before.number("used_memory")) / jobs)
                    .as("bytes a pending job, by %s", allocator)
                    .isBetween(BYTES_A_PENDING_JOB * (1 - band), BYTES_A_PENDING_JOB * (1 + band));
        }
    }

    /** One call that completes all of these and claims a batch. */
    private static List<Claim> completeAndClaim(Store store, Lane lane, int call, List<Claim> done) {
        List<Ending.Complete> completions = done.stream()
                .map(claim -> new Ending.Complete(claim, null, null, false))
                .toList();
        ClaimRequest request = new ClaimRequest("c" + call, BATCH, Limits.CLAIM_BYTES);
        ClaimAnswer answer =
                store.workers().completeAndClaim(lane, completions, request).join();
        assertThat(answer.settlements()).hasSize(done.size()).allMatch(Settlement::recorded);
        assertThat(answer.claims()).hasSize(BATCH);
        return answer.claims();
    }

    /** What each of some calls did; all of them did the same. */
    private static Map<String, Long> eachOf(int calls, Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> each = new TreeMap<>();
        after.forEach((command, count) -> {
            long more = count - before.getOrDefault(command, 0L);
            if (more > 0 && !command.equals("info")) { // which is our own look
                assertThat(more % calls).as(command).isZero();
                each.put(command, more / calls);
            }
        });
        return each;
    }
}
