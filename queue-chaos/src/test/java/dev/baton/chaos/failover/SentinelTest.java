package dev.baton.chaos.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Baton;
import dev.baton.chaos.worker.Work;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.SentinelSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The primary dies or freezes, and Sentinel makes a replica the next one. */
@Timeout(400)
class SentinelTest {
    private static final String QUEUE = "watched-over";
    /** For a measurement, more of them: {@code -Dbaton.test.failovers=6}. */
    private static final int FAILOVERS = Integer.getInteger("baton.test.failovers", 2);

    private static final Duration PROMOTION = Duration.ofSeconds(60);
    private static final Duration CONSUMING_AGAIN = Duration.ofSeconds(10);
    /** A former primary is told to be a replica about ten seconds after the promotion. */
    private static final Duration DESERTION = Duration.ofSeconds(4);
    /** Replication is asynchronous: what was acknowledged just before the end may be known to nobody else. */
    private static final Duration TAIL = Duration.ofSeconds(1);

    @Test
    void workersConsumeAgainSoonAfterThePrimaryWasKilledAndNothingOutsideTheTailIsLost() throws Exception {
        var pauses = new ArrayList<Duration>();
        Set<String> lost = new HashSet<>();
        try (var setup = SentinelSetup.start(FAILOVERS);
                var load = new Load(setup.uri(), QUEUE).produce()) {
            for (int i = 0; i < FAILOVERS; i++) {
                load.awaitEffects(200);
                RedisServer former = setup.primary();
                former.kill();
                long killed = System.nanoTime();
                RedisServer successor = setup.awaitSuccessor(former, PROMOTION);
                pauses.add(load.awaitEffectAfter(System.nanoTime()));
                lost.addAll(lost(load, successor, killed));
            }
            load.awaitEffects(200);
            load.stopProducing();
            try (var redis = RawRedis.connect(setup.primary())) {
                load.awaitAllEnded(redis, lost);
            }
            System.out.printf(
                    "Sentinel, %d kills: consuming again %s ms after the promotion, %d jobs, %d lost in the tail,"
                            + " %d run again, %d refusals%n",
                    FAILOVERS,
                    pauses.stream().map(Duration::toMillis).sorted().toList(),
                    load.started(),
                    lost.size(),
                    load.repeated().size(),
                    load.failures().size());
        }
        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isLessThan(CONSUMING_AGAIN));
    }

    @Test
    void aFrozenPrimaryComesBackAsAReplicaAndNobodyHasWrittenToItMeanwhile() throws Exception {
        try (var setup = SentinelSetup.start(1);
                var load = new Load(setup.uri(), QUEUE).produce()) {
            load.awaitEffects(200);
            RedisServer former = setup.primary();
            former.suspend();
            long frozen = System.nanoTime();
            RedisServer successor = setup.awaitSuccessor(former, PROMOTION);
            Duration pause = load.awaitEffectAfter(System.nanoTime());
            former.resume();
            setup.awaitReplica(former, PROMOTION);
            Set<String> lost = lost(load, successor, frozen);
            load.awaitEffects(200);
            load.stopProducing();
            try (var redis = RawRedis.connect(successor)) {
                assertThat(load.unknownTo(redis)).isSubsetOf(lost);
                load.awaitAllEnded(redis, lost);
            }
            System.out.printf(
                    "Sentinel, primary frozen: consuming again %d ms after the promotion, %d jobs, %d lost in the tail,"
                            + " %d run again, %d refusals%n",
                    pause.toMillis(),
                    load.started(),
                    lost.size(),
                    load.repeated().size(),
                    load.failures().size());
            assertThat(pause).isLessThan(CONSUMING_AGAIN);
        }
    }

    /** The former primary breaks no connection, and takes whatever it is given until it is told, about ten seconds later. */
    @Test
    void aFailoverOnDemandGoesUnnoticedByProducersAndNobodyStaysWithTheFormerPrimary() throws Exception {
        try (var setup = SentinelSetup.start(1);
                var load = new Load(setup.uri(), QUEUE).produce()) {
            load.awaitEffects(100);
            RedisServer former = setup.primary();
            setup.failOver();
            RedisServer successor = setup.awaitSuccessor(former, PROMOTION);
            long promoted = System.nanoTime();
            setup.awaitDeserted(former, DESERTION);
            Duration gone = Duration.ofNanos(System.nanoTime() - promoted);
            load.awaitEffectAfter(System.nanoTime());
            setup.awaitReplica(former, PROMOTION);
            Duration told = Duration.ofNanos(System.nanoTime() - promoted);
            load.awaitEffects(100);
            load.stopProducing();
            assertThat(load.failures()).isEmpty();
            try (var redis = RawRedis.connect(successor)) {
                Set<String> lost = load.unknownTo(redis);
                load.awaitAllEnded(redis, lost);
                System.out.printf(
                        "Sentinel, failover on demand: nobody at the former primary %d ms after the promotion, which was"
                                + " made a replica after %d ms; %d jobs, %d lost%n",
                        gone.toMillis(), told.toMillis(), load.started(), lost.size());
            }
        }
    }

    @Test
    void aDeadSentinelInTheAddressIsPassedOver() {
        try (var setup = SentinelSetup.start(1)) {
            setup.sentinels().get(0).kill();
            try (Baton baton = Baton.connect(setup.uri())) {
                baton.queue(QUEUE).enqueue(Work.TYPE, Work.QUICK);
                assertThat(baton.queues()).isEqualTo(Set.of(QUEUE));
            }
        }
    }

    private static Set<String> lost(Load load, RedisServer successor, long endNanos) {
        try (var redis = RawRedis.connect(successor)) {
            Set<String> unknown = load.unknownTo(redis);
            List<String> tooOld = unknown.stream()
                    .filter(id -> load.before(endNanos, id).compareTo(TAIL) > 0
                            || load.before(endNanos, id).compareTo(TAIL.negated()) < 0)
                    .toList();
            assertThat(tooOld)
                    .as("lost though not acknowledged just before the end")
                    .isEmpty();
            return unknown;
        }
    }
}
