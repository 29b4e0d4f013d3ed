package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Baton;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobType;
import dev.baton.redis.AccessRule;
import dev.baton.redis.Role;
import dev.baton.store.StoreException;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each role with exactly its rights: it can do all that it must, and nothing that it must not. */
@WithRedis(fresh = true)
@Timeout(120)
class RolesTest {
    private static final JobType<String, String> TYPE = Tours.TYPE;

    /** Commands in branches of scripts that a tour does not come to, and a farewell that the end may overtake. */
    private static final Map<Role, Set<String>> SELDOM = Map.of(
            Role.PRODUCER, Set.of("hmget", "unsubscribe"),
            Role.WORKER, Set.of("hgetall", "set", "smismember", "srem", "unsubscribe"),
            Role.GATEWAY, Set.of("smismember", "srem", "unsubscribe"),
            Role.OBSERVER, Set.of(),
            Role.ADMIN, Set.of("zmscore"));

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

    /**
     * Sets down what each role called, by Redis's own count, and compares it with what it may call: a right that is missing
     * fails the tour, and one that is of no use shows.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOCTOR")
    void aRoleDoesItsWholeWorkWithItsRightsAndNeedsThemAll(Role role) {
        try (Baton owner = Baton.connect(server.uri())) {
            Tours tours = new Tours(this::uri, owner);
            tours.prepare(role);
            raw.call("SCRIPT", "FLUSH");
            raw.call("CONFIG", "RESETSTAT");
            tours.make(role);
        }
        assertThat(refusals()).isEmpty();
        assertThat(called()).containsAll(needed(role));
    }

    /** All but what a short tour does not come to, of the scripts and of the driver. */
    private static Set<String> needed(Role role) {
        Set<String> needed = new TreeSet<>(AccessRule.onAll(role).commands());
        needed.removeAll(SELDOM.get(role));
        return needed;
    }

    private Set<String> called() {
        return String.valueOf(raw.text("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .map(line -> line.substring("cmdstat_".length(), line.indexOf(':')))
                .collect(Collectors.toSet());
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

    private List<String> refusals() {
        return raw.texts("ACL", "LOG");
    }
}
