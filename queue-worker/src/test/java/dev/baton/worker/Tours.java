package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.AwaitTimeoutException;
import dev.baton.Baton;
import dev.baton.Cancellation;
import dev.baton.Deletion;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.Replay;
import dev.baton.json.JacksonCodec;
import dev.baton.model.Durability;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.Outcome;
import dev.baton.model.Retention;
import dev.baton.model.RetryPolicy;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.redis.Role;
import dev.baton.store.Claim;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.EventPosition;
import dev.baton.store.Lane;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** All that a program of each role does, once each: on a Redis, a cluster or whatever else its address leads to. */
final class Tours {
    /** The doctor makes its own, where its program is. */
    static final Set<Role> ROLES = EnumSet.complementOf(EnumSet.of(Role.DOCTOR));

    static final JobType<String, String> TYPE = JobType.of("deed", String.class, String.class)
            .retry(RetryPolicy.attempts(2).withBackoff(Duration.ofMillis(10), Duration.ofMillis(10)));

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration EXPIRY = Duration.ofSeconds(5);
    private static final Retention NOTHING = new Retention(Duration.ofMillis(1), 0, 0, Duration.ofMillis(1));

    private final UnaryOperator<String> uris;
    private final Baton owner;

    /**
     * @param uris of users by their names, which are the words of their roles
     * @param owner may do everything, and prepares what the others need
     */
    Tours(UnaryOperator<String> uris, Baton owner) {
        this.uris = uris;
        this.owner = owner;
    }

    /** A gateway does what others do, too: on queues of its own. */
    private static String queue(Role role, String name) {
        return role == Role.GATEWAY ? "gateway-" + name : name;
    }

    /** What must be there before; its own commands are none of the role's. */
    void prepare(Role role) {
        listen(role);
        prepare(role, role);
    }

    /** @param as who makes this part of the tour */
    private void prepare(Role role, Role as) {
        switch (role) {
            case PRODUCER ->
                assertThat(owner.queue(queue(as, "made")).stats().pending()).isZero();
            case WORKER -> {
                owner.queue(queue(as, "q")).enqueueAll(TYPE, List.of("do", "fail once", "snooze", "bury", "cancel"));
                owner.queue(queue(as, "q")).enqueue(TYPE, "later", how -> how.delay(Duration.ofMillis(300)));
                owner.queue(queue(as, "by-hand")).enqueueAll(TYPE, List.of("a", "b", "c", "d", "e"));
            }
            case GATEWAY -> {
                prepare(Role.PRODUCER, as);
                prepare(Role.WORKER, as);
                prepare(Role.ADMIN, as);
                owner.queue(queue(as, "lent")).enqueueAll(TYPE, List.of("a", "b", "c"));
            }
            case DOCTOR -> throw new IllegalArgumentException("Its tour is in queue-tools");
            case OBSERVER, ADMIN -> {
                if (owner.queues().contains(queue(as, "seen"))) {
                    return; // for one of the two, and the other may see it too
                }
                owner.queue(queue(as, "seen")).enqueueAll(TYPE, List.of("a", "b"));
                owner.queue(queue(as, "seen")).enqueue(TYPE, "late", how -> how.delay(Duration.ofHours(1)));
                try (var worker = owner.worker()
                        .queue(queue(as, "dead"))
                        .handleOutcome(
                                TYPE,
                                (payload, context) ->
                                        payload.equals("do") ? Outcome.done("done") : Outcome.dead("as told"))
                        .start()) {
                    owner.queue(queue(as, "dead")).enqueueAll(TYPE, List.of("do", "do", "bury"));
                    await().atMost(SOON)
                            .until(() -> worker.stats().dead() + worker.stats().done() == 3);
                }
            }
        }
    }

    /** So that every role has something to tell. */
    private void listen(Role role) {
        try (RedisStore store = gateway()) {
            for (String name : List.of("made", "q", "by-hand", "dead", "lent")) {
                store.events().listen(queue(role, name), SOON).join();
            }
        }
    }

    private RedisStore gateway() {
        return RedisStore.connect(RedisStoreOptions.of(uris.apply(Role.GATEWAY.word()), new JacksonCodec()));
    }

    void make(Role role) {
        switch (role) {
            case PRODUCER -> produce(role);
            case WORKER -> {
                work(role);
                workByHand(role);
            }
            case GATEWAY -> {
                produce(role);
                work(role);
                workByHand(role);
                administer(role);
                lend(role);
                readEvents(role);
            }
            case OBSERVER -> {
                try (Baton baton = as(Role.OBSERVER)) {
                    observe(baton, role);
                }
            }
            case ADMIN -> administer(role);
            case DOCTOR -> throw new IllegalArgumentException("Its tour is in queue-tools");
        }
    }

    private Baton as(Role role) {
        return Baton.connect(uris.apply(role.word()));
    }

    private void produce(Role role) {
        try (Baton baton = as(role)) {
            var queue = baton.queue(queue(role, "made"));
            JobHandle<String> job = queue.enqueue(TYPE, "x", how -> how.id("chosen"));
            queue.enqueue(TYPE, "y", how -> how.id("chosen"));
            queue.enqueue(TYPE, "x".repeat(20_000), how -> how.delay(Duration.ofHours(1)));
            queue.enqueue(TYPE.atMostOnce(), "once", how -> how.delay(Duration.ofMinutes(1)));
            queue.enqueueAll(TYPE, List.of("a", "b", "c"));
            var nobody = Durability.replicas(1).within(Duration.ofMillis(10));
            queue.enqueueDurable(TYPE, "durable", nobody);
            queue.enqueueDurable(TYPE, "x", nobody, how -> how.id("chosen"));
            assertThat(queue.status(job.id())).contains(JobStatus.PENDING);
            assertThat(queue.find(job.id())).isPresent();
            assertThatThrownBy(() -> job.await(Duration.ofMillis(500))).isInstanceOf(AwaitTimeoutException.class);
        }
    }

    private void work(Role role) {
        AtomicBoolean snoozed = new AtomicBoolean();
        try (Baton baton = as(role);
                var worker = baton.worker()
                        .queue(queue(role, "q"))
                        .heartbeat(Duration.ofMillis(200), EXPIRY)
                        .handleOutcome(TYPE, (payload, context) -> switch (payload) {
                            case "bury" -> Outcome.dead("as told");
                            case "cancel" -> Outcome.cancel("as told");
                            case "snooze" ->
                                snoozed.compareAndSet(false, true)
                                        ? Outcome.snooze(Duration.ofMillis(10))
                                        : Outcome.done("woken");
                            case "fail once" -> {
                                if (context.attempt() == 1) {
                                    throw new IllegalStateException("as told");
                                }
                                yield Outcome.done("at last");
                            }
                            default -> Outcome.done(payload + ", done");
                        })
                        .start()) {
            await().atMost(SOON).untilAsserted(() -> {
                var stats = worker.stats();
                assertThat(List.of(stats.done(), stats.dead(), stats.cancelled()))
                        .isEqualTo(List.of(4L, 1L, 1L));
            });
            assertThat(worker.health())
                    .allSatisfy(health -> assertThat(health.problem()).isEmpty());
        }
    }

    /** The rest of a worker's life: what it seldom does, and what it does for the dead, the due and the finished. */
    private void workByHand(Role role) {
        Lane lane = new Lane(queue(role, "by-hand"), "w", 0);
        try (RedisStore store = RedisStore.connect(RedisStoreOptions.of(uris.apply(role.word()), new JacksonCodec()))) {
            var workers = store.workers();
            assertThat(workers.join(lane.queue(), lane.worker(), EXPIRY).join()).isTrue();
            List<Claim> claims = workers.completeAndClaim(lane, List.of(), new ClaimRequest("c1", 5, 1 << 20))
                    .join()
                    .claims();
            assertThat(claims).hasSize(5);
            workers.heartbeat(lane.queue(), lane.worker(), EXPIRY).join();
            workers.adopt(lane, List.of(claims.get(0).entry()), new ClaimRequest("c2", 1, 1 << 20))
                    .join();
            assertThat(store.sweeps().strays(lane.queue(), "0").join().workers())
                    .isEmpty(); // it finds a living one
            byte[] failure = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            workers.settle(lane, List.of(new Ending.Release(claims.get(0)))).join();
            workers.settle(lane, List.of(new Ending.Retry(claims.get(1), Duration.ZERO, failure)))
                    .join();
            workers.settle(lane, List.of(new Ending.Concede(claims.get(2), "as told")))
                    .join();
            try (var blocking = workers.blockingClaims(lane)) {
                blocking.await(Duration.ofSeconds(5), new ClaimRequest("c3", 1, 1 << 20))
                        .join();
                var waiting = blocking.await(Duration.ofSeconds(20), new ClaimRequest("c4", 1, 1 << 20));
                blocking.unblock();
                waiting.join();
            }
            workers.leave(lane.queue(), lane.worker()).join();
            var sweeps = store.sweeps();
            assertThat(sweeps.expiredWorkers(lane.queue(), 10).join()).containsExactly(lane.worker());
            assertThat(sweeps.reclaim(lane.queue(), lane.worker(), 10, 3).join().reclaimed())
                    .hasSize(3);
            sweeps.promote(lane.queue(), 10).join();
            sweeps.purge(queue(role, "q"), NOTHING, 100).join();
            sweeps.purge(lane.queue(), NOTHING, 100).join();
        }
    }

    private static void observe(Baton baton, Role role) {
        assertThat(baton.queues()).contains(queue(role, "seen"), queue(role, "dead"));
        assertThat(baton.queue(queue(role, "dead")).stats().counters()).containsEntry("dead", 1L);
        for (JobStatus status : JobStatus.values()) {
            baton.queue(queue(role, "seen")).list(status);
        }
        JobQueue seen = baton.queue(queue(role, "seen"));
        assertThat(seen.why(seen.list(JobStatus.PENDING).jobs().get(0).id())).isPresent();
        var dead = baton.queue(queue(role, "dead")).list(JobStatus.DEAD).jobs();
        assertThat(dead).hasSize(1);
        assertThat(baton.queue(queue(role, "dead")).find(dead.get(0).id())).isPresent();
        assertThat(baton.queue(queue(role, "dead")).status(dead.get(0).id())).contains(JobStatus.DEAD);
    }

    private void administer(Role role) {
        try (Baton baton = as(role)) {
            observe(baton, role);
            var queue = baton.queue(queue(role, "dead"));
            String dead = queue.list(JobStatus.DEAD).jobs().get(0).id();
            assertThat(queue.pause()).isTrue();
            assertThat(queue.replay(dead).verdict()).isEqualTo(Replay.Verdict.REPLAYED);
            assertThat(queue.cancel(dead).verdict()).isEqualTo(Cancellation.Verdict.CANCELLED);
            assertThat(queue.resume()).isTrue();
            String done = queue.list(JobStatus.DONE).jobs().get(0).id();
            assertThat(queue.delete(done).verdict()).isEqualTo(Deletion.Verdict.DELETED);
        }
        try (RedisStore store = RedisStore.connect(RedisStoreOptions.of(uris.apply(role.word()), new JacksonCodec()))) {
            store.sweeps().purge(queue(role, "dead"), NOTHING, 100).join();
        }
    }

    private void lend(Role role) {
        try (RedisStore store = RedisStore.connect(RedisStoreOptions.of(uris.apply(role.word()), new JacksonCodec()))) {
            var leases = store.leases();
            leases.create(queue(role, "lent"), Duration.ofSeconds(30)).join();
            assertThat(leases.leaseTime(queue(role, "lent")).join()).contains(Duration.ofSeconds(30));
            try (var wait = leases.pendingWait(queue(role, "lent"))) {
                wait.await(Duration.ofSeconds(5)).join();
            }
            List<Claim> claims = leases.lend(
                            queue(role, "lent"), new ClaimRequest("c9", 3, 1 << 20), Duration.ofMillis(1))
                    .join()
                    .claims();
            List<String> entries = claims.stream().map(Claim::entry).toList();
            assertThat(leases.extend(queue(role, "lent"), entries, Duration.ofSeconds(1))
                            .join())
                    .hasSize(3);
            assertThat(leases.recall(queue(role, "lent"), entries).join()).hasSize(3);
            store.workers()
                    .completeAndClaim(
                            Lane.ofLeases(queue(role, "lent")),
                            List.of(new Ending.Complete(claims.get(0), null, null, false)),
                            new ClaimRequest("c10", 0, 1))
                    .join();
            store.sweeps().lapse(queue(role, "lent"), 10, 3).join();
        }
    }

    private void readEvents(Role role) {
        try (RedisStore store = gateway();
                var wait = store.events().eventWait(queue(role, "lent"))) {
            store.events().listen(queue(role, "lent"), SOON).join();
            wait.await(EventPosition.BEGINNING, SOON).join();
            assertThat(store.events()
                            .read(queue(role, "lent"), EventPosition.BEGINNING, 100)
                            .join()
                            .events())
                    .hasSizeGreaterThan(3);
        }
    }
}
