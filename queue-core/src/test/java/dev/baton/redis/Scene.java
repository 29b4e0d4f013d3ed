package dev.baton.redis;

import static dev.baton.redis.TestRedis.LANE;
import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.failure;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** A queue with something of everything in it, and one deed for every script. */
final class Scene {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TestRedis redis;
    private final Map<String, Claim> hand = new LinkedHashMap<>();
    private final Map<String, Deed> deeds = new LinkedHashMap<>();

    /** One call through a port, {@code later} than the scene. */
    private record Deed(Duration later, Callable<Object> call) {}

    Scene(TestRedis redis) {
        this.redis = redis;
        soon(
                "enqueue",
                () -> redis.enqueue(job("new"), job("newlater", Duration.ofMillis(1)), TestRedis.onceJob("newonce")));
        soon("join", () -> get(redis.store().workers().join(QUEUE, "another", Duration.ofHours(1))));
        soon("heartbeat", () -> get(redis.store().workers().heartbeat(QUEUE, WORKER, Duration.ofHours(1))));
        soon("leave", () -> get(redis.store().workers().leave(QUEUE, WORKER)));
        soon(
                "complete and claim",
                () -> get(redis.store()
                        .workers()
                        .completeAndClaim(LANE, List.of(completion("a"), completion("b")), redis.request(5))));
        soon("complete", () -> redis.complete(completion("a"), completion("b")));
        soon("claim", () -> redis.claim(5));
        settling("retry", claim -> new Ending.Retry(claim, Duration.ofMillis(1), failure(1)));
        settling("snooze", claim -> new Ending.Snooze(claim, Duration.ofMillis(1)));
        settling("release", Ending.Release::new);
        settling("bury", claim -> new Ending.Bury(claim, "said so", failure(1), true));
        settling("concede", claim -> new Ending.Concede(claim, "was asked"));
        soon(
                "adopt",
                () -> get(redis.store()
                        .workers()
                        .adopt(LANE, List.of("moved", "movedstale", claim("a").entry()), redis.request(5))));
        soon("promote", () -> get(redis.store().sweeps().promote(QUEUE, 10)));
        soon("cancel", () -> get(redis.store().inspection().cancel(QUEUE, List.of("waits", "later", "a"))));
        soon("replay", () -> get(redis.store().inspection().replay(QUEUE, List.of("dead"))));
        soon("pause", () -> get(redis.store().inspection().pause(QUEUE)));
        soon("resume", () -> get(redis.store().inspection().resume(QUEUE)));
        soon("watch", () -> get(redis.store().inspection().watch(QUEUE, List.of("waits", "a"), Duration.ofDays(1))));
        soon("stats", () -> get(redis.store().inspection().stats(QUEUE)));
        soon("crew", () -> get(redis.store().inspection().workers(QUEUE, 0, 10, 10)));
        soon("find", () -> get(redis.store().inspection().find(QUEUE, "a")));
        soon("where", () -> get(redis.store().inspection().where(QUEUE, "a")));
        soon(
                "erase",
                () -> get(redis.store()
                        .inspection()
                        .erase(QUEUE, List.of("done", "dead", "cancelled", "stale", "a", "waits", "nobody"), 0)));
        soon("held", () -> get(redis.store().inspection().list(QUEUE, JobStatus.IN_PROGRESS, null, 10)));
        Callable<Object> reclaim = () -> get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3));
        later("reclaim", Duration.ofHours(2), reclaim);
        later(
                "reclaim poison",
                Duration.ofHours(2),
                () -> get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 1)));
        soon("lend", () -> redis.lend(5, Duration.ofSeconds(30)));
        soon("complete a lent one", () -> redis.complete(completion("lent"), completion("lentasked")));
        soon(
                "release lent ones",
                () -> get(redis.store()
                        .workers()
                        .settle(
                                Lane.ofLeases(QUEUE),
                                List.of(new Ending.Release(claim("lent")), new Ending.Release(claim("lentasked"))))));
        soon(
                "extend",
                () -> get(redis.store()
                        .leases()
                        .extend(
                                QUEUE,
                                List.of(
                                        claim("lent").entry(),
                                        claim("lentasked").entry(),
                                        "dead x 1",
                                        "nobody x 1"),
                                Duration.ofMinutes(1))));
        soon(
                "recall",
                () -> get(redis.store()
                        .leases()
                        .recall(QUEUE, List.of(claim("lent").entry(), "nobody x 1"))));
        later("lapse", Duration.ofHours(2), () -> get(redis.store().sweeps().lapse(QUEUE, 10, 3)));
        later(
                "lapse poison",
                Duration.ofHours(2),
                () -> get(redis.store().sweeps().lapse(QUEUE, 10, 1)));
        later("expired", Duration.ofDays(3), () -> get(redis.store().sweeps().expiredWorkers(QUEUE, 10)));
        later("purge", Duration.ofDays(40), () -> get(redis.store().sweeps().purge(QUEUE, Retention.DEFAULT, 10)));
    }

    Claim claim(String id) {
        return Objects.requireNonNull(hand.get(id));
    }

    Set<String> deeds() {
        return deeds.keySet();
    }

    /** Something of everything: each deed finds work, and every side branch of it, too. */
    void set() {
        redis.clear();
        redis.clock(START);
        redis.join();
        get(redis.store().workers().join(QUEUE, "gone", Duration.ofMillis(1)));
        redis.seed("done", Optional.of(JobStatus.DONE));
        redis.seed("dead", Optional.of(JobStatus.DEAD));
        redis.seed("cancelled", Optional.of(JobStatus.CANCELLED));
        hand.clear();
        redis.enqueueIds("a", "b");
        redis.claim(2).claims().forEach(claim -> hand.put(claim.id(), claim));
        get(redis.store().inspection().cancel(QUEUE, List.of("b")));
        redis.enqueueIds("lent", "lentasked");
        redis.lend(2, Duration.ofHours(1)).claims().forEach(claim -> hand.put(claim.id(), claim));
        get(redis.store().inspection().cancel(QUEUE, List.of("lentasked")));
        redis.enqueueIds("moved", "movedstale");
        redis.move();
        redis.move();
        redis.enqueueIds("stale", "waits");
        get(redis.store().inspection().cancel(QUEUE, List.of("movedstale", "stale")));
        redis.enqueue(job("later", Duration.ofSeconds(1)), job("latest", Duration.ofHours(3)));
        get(redis.store().inspection().watch(QUEUE, List.of("a", "b", "waits", "later"), Duration.ofDays(90)));
    }

    /** @return the answer */
    Object perform(String name) {
        Deed deed = Objects.requireNonNull(deeds.get(name));
        redis.clock(START.plus(deed.later()));
        try {
            return Objects.requireNonNullElse(deed.call().call(), "nothing");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void soon(String name, Callable<Object> call) {
        later(name, Duration.ofSeconds(2), call);
    }

    void later(String name, Duration later, Callable<Object> call) {
        deeds.put(name, new Deed(later, call));
    }

    private void settling(String name, Function<Claim, Ending> how) {
        soon(
                name,
                () -> get(redis.store().workers().settle(LANE, List.of(how.apply(claim("a")), how.apply(claim("b"))))));
    }

    private Ending.Complete completion(String id) {
        return new Ending.Complete(claim(id), "{}".getBytes(UTF_8), null, true);
    }
}
