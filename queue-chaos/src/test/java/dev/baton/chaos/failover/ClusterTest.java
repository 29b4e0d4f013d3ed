package dev.baton.chaos.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.PageRequest;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Receipt;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.testkit.ClusterSetup;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.SlotMove;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues in several slots of a cluster, whose nodes die and whose slots move. */
@Timeout(400)
class ClusterTest {
    /** For a measurement, more of them: {@code -Dbaton.test.moves=10}. */
    private static final int MOVES = Integer.getInteger("baton.test.moves", 2);

    private static final Duration PROMOTION = Duration.ofSeconds(60);
    private static final Duration CONSUMING_AGAIN = Duration.ofSeconds(10);
    private static final Duration TAIL = Duration.ofSeconds(1);

    private ClusterSetup cluster;

    @BeforeEach
    void start() {
        cluster = ClusterSetup.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void queuesOfSeveralSlotsAreWorkedOnTogether() {
        List<String> queues = cluster.servers().subList(0, 3).stream()
                .map(primary -> cluster.queueOn(primary, "q"))
                .toList();
        try (Baton baton = Baton.connect(cluster.uri())) {
            var builder = baton.worker()
                    .handle(Work.TYPE, (work, context) -> new Receipt(context.queue(), context.attempt()));
            queues.forEach(builder::queue);
            try (var worker = builder.start()) {
                var jobs = new ArrayList<JobHandle<Receipt>>();
                for (int i = 0; i < 300; i++) {
                    jobs.add(baton.queue(queues.get(i % 3)).enqueue(Work.TYPE, Work.QUICK));
                }
                for (int i = 0; i < 300; i++) {
                    assertThat(jobs.get(i).await(Duration.ofSeconds(30))).isEqualTo(new Receipt(queues.get(i % 3), 1));
                }
                assertThat(worker.stats().done()).isEqualTo(300);
            }
            assertThat(baton.queues()).isEqualTo(Set.copyOf(queues));
            for (String queue : queues) {
                assertThat(baton.queue(queue).stats().counters()).containsEntry("done", 100L);
                assertThat(baton.queue(queue)
                                .list(JobStatus.DONE, PageRequest.first(10))
                                .jobs())
                        .hasSize(10);
            }
        }
    }

    @Test
    void workersConsumeAgainSoonAfterTheNodeOfTheirQueueWasKilled() throws Exception {
        RedisServer former = cluster.servers().get(1);
        String queue = cluster.queueOn(former, "hot");
        int slot = cluster.slotOf(queue);
        try (var load = new Load(cluster.uri(), queue).produce()) {
            load.awaitEffects(200);
            former.kill();
            long killed = System.nanoTime();
            RedisServer successor = cluster.awaitSuccessor(former, slot, PROMOTION);
            cluster.awaitWell(PROMOTION);
            Duration pause = load.awaitEffectAfter(System.nanoTime());
            load.awaitEffects(200);
            load.stopProducing();
            try (var redis = RawRedis.connect(successor)) {
                Set<String> lost = load.unknownTo(redis);
                assertThat(lost)
                        .allSatisfy(
                                id -> assertThat(load.before(killed, id).abs()).isLessThan(TAIL));
                load.awaitAllEnded(redis, lost);
                System.out.printf(
                        "Cluster, node killed: consuming again %d ms after the promotion, %d jobs, %d lost in the tail,"
                                + " %d run again, %d refusals%n",
                        pause.toMillis(),
                        load.started(),
                        lost.size(),
                        load.repeated().size(),
                        load.failures().size());
            }
            assertThat(pause).isLessThan(CONSUMING_AGAIN);
        }
    }

    @Test
    void aSlotMovesUnderLoadAndNobodyIsToldOfIt() throws Exception {
        String queue = cluster.queueOn(cluster.servers().get(0), "hot");
        int slot = cluster.slotOf(queue);
        var met = new TreeSet<String>();
        try (var load = new Load(cluster.uri(), queue).produce()) {
            for (int i = 0; i < MOVES; i++) {
                load.awaitEffects(200);
                RedisServer source = cluster.ownerOf(slot);
                SlotMove move = cluster.move(slot, cluster.servers().get((i + 1) % 3));
                move.moveKeys(20); // some here, some there: now everybody asks in vain
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> errors(source).contains("TRYAGAIN"));
                move.finish();
                load.awaitEffectAfter(System.nanoTime());
                met.addAll(errors(source));
            }
            load.awaitEffects(200);
            load.stopProducing();
            try (var redis = RawRedis.connect(cluster.ownerOf(slot))) {
                load.awaitAllEnded(redis, Set.of());
            }
            assertThat(load.failures()).isEmpty();
            assertThat(load.repeated()).isEmpty();
            System.out.printf(
                    "Cluster, slot moved %d times under load: %d jobs, each run once; met %s%n",
                    MOVES, load.started(), met);
            assertThat(met).contains("TRYAGAIN", "MOVED");
        }
    }

    private static Set<String> errors(RedisServer server) {
        try (var redis = RawRedis.connect(server)) {
            var codes = new TreeSet<String>();
            String.valueOf(redis.text("INFO", "errorstats"))
                    .lines()
                    .filter(line -> line.startsWith("errorstat_"))
                    .forEach(line -> codes.add(line.substring("errorstat_".length(), line.indexOf(':'))));
            return codes;
        }
    }
}
