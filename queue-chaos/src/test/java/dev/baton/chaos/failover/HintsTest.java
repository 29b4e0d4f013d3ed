package dev.baton.chaos.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.chaos.worker.Work;
import dev.baton.embedded.RedisServer;
import dev.baton.json.JacksonCodec;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Signal;
import dev.baton.testkit.ClusterSetup;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.SentinelSetup;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever listens for the next due job hears of it again when the server that told it is gone. */
@Timeout(120)
class HintsTest {
    private static final Duration PROMOTION = Duration.ofSeconds(60);
    private static final Duration HEARD = Duration.ofSeconds(20);

    private final Queue<Signal> heard = new ConcurrentLinkedQueue<>();
    private int earlier;

    @Test
    void afterTheirNodeOfAClusterWasKilled() {
        try (var cluster = ClusterSetup.start();
                Baton baton = Baton.connect(cluster.uri());
                RedisStore store = listen(cluster.uri(), "q")) {
            awaitHint(baton);
            RedisServer teller = cluster.servers().stream()
                    .filter(HintsTest::isListenedTo)
                    .findFirst()
                    .orElseThrow();
            teller.kill();
            heard.clear();
            await().atMost(HEARD).until(() -> heard.contains(new Signal.Changed("q")));
            cluster.awaitSuccessor(teller, slotOn(cluster, teller), PROMOTION);
            cluster.awaitWell(PROMOTION);
            awaitHint(baton);
        }
    }

    /** Any slot of what was its range. */
    private static int slotOn(ClusterSetup cluster, RedisServer primary) {
        return 16_384 * cluster.servers().indexOf(primary) / 3;
    }

    /** A frozen server closes no connection: only the store can know that this one leads nowhere. */
    @Test
    void afterThePrimaryBehindSentinelWasFrozen() {
        try (var setup = SentinelSetup.start(1);
                Baton baton = Baton.connect(setup.uri());
                RedisStore store = listen(setup.uri(), "q")) {
            awaitHint(baton);
            RedisServer former = setup.primary();
            former.suspend();
            setup.awaitSuccessor(former, PROMOTION);
            heard.clear();
            awaitHint(baton, store);
            former.resume();
        }
    }

    private RedisStore listen(String uri, String queue) {
        RedisStore store = RedisStore.connect(RedisStoreOptions.of(uri, new JacksonCodec()));
        store.signals().onWake(queue, heard::add);
        return store;
    }

    private static boolean isListenedTo(RedisServer server) {
        try (var redis = RawRedis.connect(server)) {
            return String.valueOf(redis.text("CLIENT", "LIST", "TYPE", "pubsub"))
                    .contains("id=");
        }
    }

    /** Each job is due before all others, so that it is worth a word. */
    private void awaitHint(Baton baton, RedisStore... asking) {
        heard.removeIf(Signal.Due.class::isInstance);
        await().atMost(HEARD).ignoreExceptions().until(() -> {
            for (RedisStore store : asking) {
                store.inspection().queues().join(); // as workers do all the time: so it learns of another server
            }
            Duration delay = Duration.ofHours(10).minusMinutes(++earlier);
            baton.queue("q").enqueue(Work.TYPE, Work.QUICK, how -> how.delay(delay));
            return heard.stream().anyMatch(Signal.Due.class::isInstance);
        });
        assertThat(List.copyOf(heard)).hasAtLeastOneElementOfType(Signal.Due.class);
    }
}
