package dev.baton.chaos.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.DurableEnqueue;
import dev.baton.DurableEnqueue.AcceptedNotConfirmed;
import dev.baton.DurableEnqueue.Confirmed;
import dev.baton.JobHandle;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Receipt;
import dev.baton.embedded.RedisServer;
import dev.baton.model.Durability;
import dev.baton.model.Durability.Reached;
import dev.baton.model.JobStatus;
import dev.baton.testkit.ClusterSetup;
import dev.baton.testkit.RawRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Enqueues that wait for the replicas of their nodes, in one cluster, which the last test leaves a node short. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DurableInClusterTest {
    private static final Durability REPLICA = Durability.replicas(1).within(Duration.ofSeconds(1));

    private ClusterSetup cluster;
    private Baton baton;

    @BeforeAll
    void start() {
        cluster = ClusterSetup.start();
        baton = Baton.connect(cluster.uri());
    }

    @AfterAll
    void stop() {
        baton.close();
        cluster.close();
    }

    private DurableEnqueue<JobHandle<Receipt>> enqueue(String queue) {
        return baton.queue(queue).enqueueDurable(Work.TYPE, Work.QUICK, REPLICA);
    }

    @Test
    @Order(1)
    void manyQueuesShareAConnectionToEachNode() {
        for (int i = 0; i < 30; i++) {
            assertThat(enqueue("many-" + i)).isInstanceOf(Confirmed.class);
        }
        for (RedisServer primary : cluster.servers().subList(0, 3)) {
            try (var redis = RawRedis.connect(primary)) {
                assertThat(String.valueOf(redis.text("CLIENT", "LIST")).lines())
                        .filteredOn(line -> line.contains(" name=baton-durable "))
                        .hasSize(1);
            }
        }
    }

    @Test
    @Order(2)
    void aQueueIsFollowedToItsNextNode() {
        RedisServer source = cluster.servers().get(0);
        String queue = cluster.queueOn(source, "moving");
        enqueue(queue);
        cluster.move(cluster.slotOf(queue), cluster.servers().get(1)).finish();

        assertThat(enqueue(queue)).isInstanceOf(Confirmed.class);
        assertThat(baton.queue(queue).stats().pending()).isEqualTo(2);
    }

    @Test
    @Order(3)
    void whatIsConfirmedOutlivesItsNodeAndTheSuccessorWithoutAReplicaConfirmsNothing() {
        RedisServer node = cluster.servers().get(2);
        String queue = cluster.queueOn(node, "bereft");
        int slot = cluster.slotOf(queue);
        DurableEnqueue<JobHandle<Receipt>> before = enqueue(queue);
        assertThat(before).isInstanceOf(Confirmed.class);
        node.kill();
        cluster.awaitSuccessor(node, slot, Duration.ofSeconds(60));
        cluster.awaitWell(Duration.ofSeconds(60));

        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(enqueue(queue))
                        .isInstanceOfSatisfying(
                                AcceptedNotConfirmed.class,
                                accepted -> assertThat(accepted.reached()).isEqualTo(new Reached(false, 0))));
        assertThat(before.jobs().status()).isEqualTo(JobStatus.PENDING);
        assertThat(enqueue(cluster.queueOn(cluster.servers().get(1), "whole"))).isInstanceOf(Confirmed.class);
    }
}
