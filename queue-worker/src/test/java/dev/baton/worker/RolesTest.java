package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.Cancellation;
import dev.baton.JobHandle;
import dev.baton.Replay;
import dev.baton.embedded.RedisServer;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.Outcome;
import dev.baton.model.Retention;
import dev.baton.model.RetryPolicy;
import dev.baton.redis.AccessRule;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.redis.Role;
import dev.baton.store.StoreException;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each role with exactly its rights: it can do all that it must, and nothing that it must not. */
@WithRedis(fresh = true)
@Timeout(120)
class RolesTest {
    private static final JobType<String, String> TYPE = JobType.of("deed", String.class, String.class)
            .retry(RetryPolicy.attempts(2).withBackoff(Duration.ofMillis(10), Duration.ofMillis(10)));

    /** Nobody's: other keys and channels, and what would harm everybody. */
    private static final List<String[]> FOREIGN = List.of(
            new String[] {"MGET", "somebody-elses"},
            new String[] {"EVAL", "return redis.call('HGET', KEYS[1], 'x')", "1", "somebody-elses"},
            new String[] {"FLUSHALL"},
            new String[] {"KEYS", "*"},
            new String[] {"CONFIG", "GET", "*"},
            new String[] {"ACL", "LIST"},
            new String[] {"PUBLISH", "somebody-elses", "x"},
            new String[] {"SHUTDOWN"});

    private RedisServer server;
    private RawRedis raw;

    @BeforeEach
    void grant(RedisServer server, RawRedis raw) {
        this.server = server;
        this.raw = raw;
        for (Role role : Role.values()) {
            grant(role.word(), AccessRule.onAll(role));
        }
        raw.call("ACL", "LOG", "RESET");
    }

    private void grant(String user, AccessRule rule) {
        var words = new ArrayList<>(List.of("ACL", "SETUSER", user));
        words.addAll(rule.words(">secret"));
        raw.call(words.toArray(String[]::new));
    }

    private String uri(String user) {
        return "redis://" + user + ":secret@127.0.0.1:" + server.port();
    }

    private Baton as(Role role) {
        return Baton.connect(uri(role.word()));
    }

    private static void assertRefused(ThrowingCallable deed) {
        assertThatThrownBy(deed).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(StoreException.Kind.REFUSED);
            assertThat(e).hasMessageContaining("lacks a right").hasMessageNotContaining("\n");
        });
    }

    @Test
    void producersAndWorkersDoTheirWholeWorkWithTheRightsOfTheirRoles() throws Exception {
        try (Baton producer = as(Role.PRODUCER);
                Baton working = as(Role.WORKER)) {
            var queue = producer.queue("q");
            JobHandle<String> early = queue.enqueue(TYPE, "before any worker");
            try (var worker = working.worker()
                    .queue("q")
                    .heartbeat(Duration.ofMillis(200), Duration.ofSeconds(5))
                    .handleOutcome(TYPE, (payload, context) -> switch (payload) {
                        case "bury" -> Outcome.dead("as told");
                        case "cancel" -> Outcome.cancel("as told");
                        case "snooze" ->
                            context.attempt() == 1 && raw.number("HGET", "baton:{q}:stats", "snoozed") == 0
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
                assertThat(early.await(Duration.ofSeconds(30))).isEqualTo("before any worker, done");
                assertThat(queue.enqueue(TYPE, "fail once").await(Duration.ofSeconds(30)))
                        .isEqualTo("at last");
                assertThat(queue.enqueue(TYPE, "snooze").await(Duration.ofSeconds(30)))
                        .isEqualTo("woken");
                var later = queue.enqueue(TYPE, "later", how -> how.delay(Duration.ofMillis(50)));
                assertThat(later.await(Duration.ofSeconds(30))).isEqualTo("later, done");
                for (JobHandle<String> job : queue.enqueueAll(TYPE, List.of("a", "b", "c"))) {
                    job.await(Duration.ofSeconds(30));
                }
                String buried = queue.enqueue(TYPE, "bury").id();
                String cancelled = queue.enqueue(TYPE, "cancel").id();
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    assertThat(queue.status(buried)).contains(JobStatus.DEAD);
                    assertThat(queue.status(cancelled)).contains(JobStatus.CANCELLED);
                });
                assertThat(queue.find(buried)).isPresent();
                assertThat(worker.health())
                        .allSatisfy(health -> assertThat(health.problem()).isEmpty());
            }
            assertSweepsWork();
        }
        assertThat(refusals()).isEmpty();
    }

    /** The rest of a worker's life: the dead, the due, the finished and the strays. */
    private void assertSweepsWork() {
        try (RedisStore store = store(Role.WORKER)) {
            raw.call("ZADD", "baton:{q}:workers", "1", "long-dead");
            raw.call("LPUSH", "baton:{q}:processing:long-dead", "nobody");
            assertThat(store.sweeps().expiredWorkers("q", 10).join()).contains("long-dead");
            assertThat(store.sweeps().reclaim("q", "long-dead", 10, 3).join().dead())
                    .isTrue();
            store.sweeps().promote("q", 10).join();
            store.sweeps().purge("q", Retention.DEFAULT, 100).join();
            store.sweeps().strays("q", "0").join();
        }
    }

    @Test
    void observersSeeEverythingAndAdministratorsMendIt() {
        String dead;
        try (Baton owner = Baton.connect(server.uri());
                var worker = owner.worker()
                        .queue("q")
                        .handleOutcome(TYPE, (payload, context) -> Outcome.dead("as told"))
                        .start()) {
            dead = owner.queue("q").enqueue(TYPE, "x").id();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> owner.queue("q").status(dead).equals(java.util.Optional.of(JobStatus.DEAD)));
            assertThat(worker.name()).isNotEmpty();
        }
        for (Role role : List.of(Role.OBSERVER, Role.ADMIN)) {
            try (Baton baton = as(role)) {
                assertThat(baton.queues()).containsExactly("q");
                assertThat(baton.queue("q").stats().counters()).containsEntry("dead", 1L);
                for (JobStatus status : JobStatus.values()) {
                    assertThat(baton.queue("q").list(status).jobs()).hasSize(status == JobStatus.DEAD ? 1 : 0);
                }
                assertThat(baton.queue("q").find(dead)).isPresent();
            }
        }
        try (Baton admin = as(Role.ADMIN);
                RedisStore store = store(Role.ADMIN)) {
            assertThat(admin.queue("q").pause()).isTrue();
            assertThat(admin.queue("q").replay(dead).verdict()).isEqualTo(Replay.Verdict.REPLAYED);
            assertThat(admin.queue("q").cancel(dead).verdict()).isEqualTo(Cancellation.Verdict.CANCELLED);
            assertThat(admin.queue("q").resume()).isTrue();
            store.sweeps().purge("q", Retention.DEFAULT, 100).join();
        }
        assertThat(refusals()).isEmpty();
    }

    @Test
    void nobodyDoesWhatIsNotOfItsRole() {
        try (Baton producer = as(Role.PRODUCER);
                Baton observer = as(Role.OBSERVER)) {
            String id = producer.queue("q").enqueue(TYPE, "x").id();
            assertRefused(() -> producer.queue("q").cancel(id));
            assertRefused(() -> producer.queue("q").pause());
            assertRefused(() -> producer.queue("q").stats());
            assertRefused(() -> producer.queues());
            assertRefused(() -> observer.queue("q").cancel(id));
            assertRefused(() -> observer.queue("q").replay(id));
            assertRefused(() -> observer.queue("q").pause());
            assertRefused(() -> observer.queue("q").enqueue(TYPE, "x"));
            for (Baton baton : List.of(producer, observer)) {
                assertRefused(() -> baton.worker()
                        .queue("q")
                        .handle(TYPE, (payload, context) -> payload)
                        .start()
                        .close());
            }
        }
        try (Baton worker = as(Role.WORKER)) {
            assertRefused(() -> worker.queues());
        }
        for (Role role : Role.values()) {
            try (RawRedis theirs = RawRedis.connect(new RedisUri(server.uri()))) {
                theirs.call("AUTH", role.word(), "secret");
                for (String[] deed : FOREIGN) {
                    assertThatThrownBy(() -> theirs.call(deed))
                            .as(role + " " + List.of(deed))
                            .hasMessageStartingWith("NOPERM");
                }
            }
        }
        assertThat(raw.texts("LRANGE", "baton:{q}:pending", "0", "-1")).hasSize(1);
    }

    @Test
    void aRuleEndsAtItsQueues() {
        grant("one", AccessRule.onQueue(Role.PRODUCER, "mails"));
        grant("some", AccessRule.onQueuesFrom(Role.PRODUCER, "eu-"));
        try (Baton one = Baton.connect(uri("one"));
                Baton some = Baton.connect(uri("some"))) {
            one.queue("mails").enqueue(TYPE, "x");
            some.queue("eu-mails").enqueue(TYPE, "x");
            some.queue("eu-bills").enqueue(TYPE, "x");
            assertRefused(() -> one.queue("mails2").enqueue(TYPE, "x"));
            assertRefused(() -> some.queue("us-mails").enqueue(TYPE, "x"));
        }
    }

    private RedisStore store(Role role) {
        return RedisStore.connect(RedisStoreOptions.of(uri(role.word()), new JacksonCodec()));
    }

    private List<String> refusals() {
        return raw.texts("ACL", "LOG");
    }
}
