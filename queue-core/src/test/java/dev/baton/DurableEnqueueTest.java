package dev.baton;

import static dev.baton.ClientRedis.ADA;
import static dev.baton.ClientRedis.WELCOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.ClientRedis.Receipt;
import dev.baton.ClientRedis.Welcome;
import dev.baton.DurableEnqueue.AcceptedNotConfirmed;
import dev.baton.DurableEnqueue.Confirmed;
import dev.baton.model.Durability;
import dev.baton.model.Durability.Reached;
import dev.baton.model.JobStatus;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Enqueues that wait for a replica: one that keeps up, one that is frozen, one that takes over. */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DurableEnqueueTest {
    private static final Durability SOON = Durability.replicas(1).within(Duration.ofSeconds(20));
    private static final Durability AT_ONCE = Durability.replicas(1).within(Duration.ofMillis(200));

    private ReplicatedRedis redis = pair();

    private static ReplicatedRedis pair() {
        return ReplicatedRedis.start(builder -> builder.inMemory());
    }

    /** A replica takes a second to find its primary: a pair that nobody harmed is used again. */
    @BeforeEach
    void start() {
        if (!redis.isInStep()) {
            redis.close();
            redis = pair();
        }
        redis.clear();
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    private JobQueue emails() {
        return redis.baton().queue("emails");
    }

    // snippet:durable
    /** Returns whether a replica has the job, too. */
    private static boolean enqueueSafely(JobQueue queue, String id, Welcome welcome) {
        Durability replica = Durability.replicas(1).within(Duration.ofSeconds(2));
        for (int tries = 0; tries < 3; tries++) {
            var answer = queue.enqueueDurable(WELCOME, welcome, replica, options -> options.id(id));
            if (answer instanceof DurableEnqueue.Confirmed) {
                return true;
            }
        }
        return false; // it is enqueued all the same
    }
    // end

    @Test
    void isConfirmedAtLastAsThePageShows() {
        assertThat(enqueueSafely(emails(), "order-41", ADA)).isTrue();
        assertThat(enqueueSafely(emails(), "order-41", ADA)).isTrue();
        assertThat(emails().stats().pending()).isEqualTo(1);
    }

    @Test
    void isConfirmedWhenTheReplicaHasTheJob() {
        DurableEnqueue<JobHandle<Receipt>> answer = emails().enqueueDurable(WELCOME, ADA, SOON);

        assertThat(answer).isInstanceOf(Confirmed.class);
        assertThat(answer.reached()).isEqualTo(new Reached(false, 1));
        assertThat(answer.jobs().enqueued()).contains(new Enqueued.Created(JobStatus.PENDING));
        assertThat(redis.statusInReplica("emails", answer.jobs().id())).isEqualTo("pending");
    }

    @Test
    void isAcceptedAndNotConfirmedWhileTheReplicaIsFrozenAndConfirmedByARepetitionWithTheSameId() {
        redis.replica().suspend();
        for (int time = 1; time <= 2; time++) {
            DurableEnqueue<JobHandle<Receipt>> answer =
                    emails().enqueueDurable(WELCOME, ADA, AT_ONCE, options -> options.id("order-42"));
            assertThat(answer)
                    .isEqualTo(new AcceptedNotConfirmed<>(answer.jobs(), List.of("order-42"), new Reached(false, 0)));
            assertThat(answer.jobs().status()).isEqualTo(JobStatus.PENDING);
        }
        redis.replica().resume();

        DurableEnqueue<JobHandle<Receipt>> answer =
                emails().enqueueDurable(WELCOME, ADA, SOON, options -> options.id("order-42"));
        assertThat(answer).isInstanceOf(Confirmed.class);
        assertThat(answer.jobs().enqueued()).contains(new Enqueued.AlreadyExists(JobStatus.PENDING, true));
        assertThat(emails().stats().pending()).isEqualTo(1);
        assertThat(redis.statusInReplica("emails", "order-42")).isEqualTo("pending");
    }

    /** A WAIT on a connection that has written nothing answers at once that every replica has it all. */
    @Test
    void ofAJobThatSomebodyElseEnqueuedIsNotConfirmedUnlessTheReplicaHasIt() {
        emails().enqueueDurable(WELCOME, ADA, SOON);
        redis.replica().suspend();
        emails().enqueue(WELCOME, ADA, options -> options.id("order-43"));
        long writes = redis.calls("set");

        try (Baton other = Baton.connect(redis.primary().uri())) {
            DurableEnqueue<JobHandle<Receipt>> answer =
                    other.queue("emails").enqueueDurable(WELCOME, ADA, AT_ONCE, options -> options.id("order-43"));
            assertThat(answer).isInstanceOf(AcceptedNotConfirmed.class);
            assertThat(answer.jobs().enqueued()).contains(new Enqueued.AlreadyExists(JobStatus.PENDING, true));
            // Redis 7.0.15 counts any command before it as a write of this connection; its manual promises that of
            // none.
            assertThat(redis.calls("set") - writes)
                    .as("writes on the connection of the wait")
                    .isPositive();
        } finally {
            redis.replica().resume();
        }
    }

    @Test
    void ofAJobThatHasEndedLeavesItAsItIs() {
        String id =
                emails().enqueue(WELCOME, ADA, options -> options.id("gone")).id();
        emails().cancel(id);

        DurableEnqueue<JobHandle<Receipt>> answer =
                emails().enqueueDurable(WELCOME, ADA, SOON, options -> options.id("gone"));

        assertThat(answer).isInstanceOf(Confirmed.class);
        assertThat(answer.jobs().enqueued()).contains(new Enqueued.AlreadyExists(JobStatus.CANCELLED, true));
        assertThat(redis.statusInReplica("emails", "gone")).isEqualTo("cancelled");
    }

    @Test
    void aConfirmedJobSurvivesThePromotionOfItsReplica() {
        List<String> confirmed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            DurableEnqueue<JobHandle<Receipt>> answer = emails().enqueueDurable(WELCOME, ADA, SOON);
            assertThat(answer).isInstanceOf(Confirmed.class);
            confirmed.add(answer.jobs().id());
        }
        redis.primary().kill();
        redis.promoteTheReplica();

        try (Baton after = Baton.connect(redis.replica().uri())) {
            for (String id : confirmed) {
                assertThat(after.queue("emails").status(id)).contains(JobStatus.PENDING);
            }
            assertThat(after.queue("emails").stats().pending()).isEqualTo(20);
        }
    }

    @Test
    void ofManyJobsIsConfirmedForAllOfThem() {
        DurableEnqueue<List<JobHandle<Receipt>>> answer =
                emails().enqueueAllDurable(WELCOME, Collections.nCopies(2500, ADA), SOON);

        assertThat(answer).isInstanceOf(Confirmed.class);
        assertThat(answer.jobs()).hasSize(2500);
        assertThat(redis.statusInReplica("emails", answer.jobs().get(2499).id()))
                .isEqualTo("pending");
        assertThat(emails().stats().pending()).isEqualTo(2500);
    }

    @Test
    void ofNoJobsIsConfirmedUnasked() {
        assertThat(emails().enqueueAllDurable(WELCOME, List.of(), SOON))
                .isEqualTo(new Confirmed<List<JobHandle<Receipt>>>(List.of(), new Reached(false, 1)));
    }

    @Test
    void manyAtOnceShareTheirWaits() {
        emails().enqueueDurable(WELCOME, ADA, SOON);
        long before = redis.calls("wait");
        List<CompletableFuture<DurableEnqueue<JobHandle<Receipt>>>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(emails().enqueueDurableAsync(WELCOME, ADA, SOON));
        }
        answers.forEach(answer -> assertThat(answer.join()).isInstanceOf(Confirmed.class));

        assertThat(redis.calls("wait") - before).isLessThan(250);
        assertThat(emails().stats().pending()).isEqualTo(501);
    }

    @Test
    void withoutAnyReplicaIsAcceptedAndNotConfirmed() {
        redis.replica().kill();
        await().atMost(Duration.ofSeconds(30)).until(() -> redis.connectedReplicas() == 0);

        assertThat(emails().enqueueDurable(WELCOME, ADA, AT_ONCE))
                .isInstanceOfSatisfying(
                        AcceptedNotConfirmed.class,
                        accepted -> assertThat(accepted.reached()).isEqualTo(new Reached(false, 0)));
    }

    @Test
    void aReplicaThatDiesDuringTheWaitDoesNotConfirmIt() {
        redis.replica().suspend();
        var answer = emails().enqueueDurableAsync(
                        WELCOME, ADA, Durability.replicas(1).within(Duration.ofSeconds(1)));
        await().until(redis::isWaitedFor);
        redis.replica().kill();

        assertThat(answer.join())
                .isInstanceOfSatisfying(
                        AcceptedNotConfirmed.class,
                        accepted -> assertThat(accepted.reached()).isEqualTo(new Reached(false, 0)));
        assertThat(emails().stats().pending()).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsLostDuringTheWaitIsReplacedAndTheJobConfirmedThere() {
        redis.replica().suspend();
        var answer = emails().enqueueDurableAsync(WELCOME, ADA, SOON);
        await().until(redis::isWaitedFor);
        redis.killTheDurableConnection();
        await().until(redis::isWaitedFor);
        assertThat(answer).isNotDone();
        redis.replica().resume();

        assertThat(answer.join()).isInstanceOf(Confirmed.class);
        assertThat(emails().stats().pending()).isEqualTo(1);
        assertThat(redis.statusInReplica("emails", answer.join().jobs().id())).isEqualTo("pending");
    }

    /** On a socket that has written nothing WAIT answers at once that all replicas have everything. */
    @Test
    void aConnectionThatIsReplacedBetweenTheJobAndTheWaitConfirmsNothing() {
        redis.replica().suspend();
        try (SwitchingWire wire = new SwitchingWire(redis.primary());
                Baton behind = Baton.connect(wire.uri())) {
            assertThat(behind.queue("emails").enqueueDurable(WELCOME, ADA, AT_ONCE))
                    .isInstanceOfSatisfying(
                            AcceptedNotConfirmed.class,
                            accepted -> assertThat(accepted.reached()).isEqualTo(new Reached(false, 0)));
            assertThat(wire.switches()).isEqualTo(1);
        } finally {
            redis.replica().resume();
        }
    }

    @Test
    void aSilentPrimaryLeavesItUncertain() {
        try (Baton impatient =
                Baton.connect(redis.primary().uri(), options -> options.commandTimeout(Duration.ofSeconds(1)))) {
            impatient.queue("emails").enqueueDurable(WELCOME, ADA, AT_ONCE);
            redis.primary().suspend();

            assertThatThrownBy(() -> impatient
                            .queue("emails")
                            .enqueueDurable(WELCOME, ADA, AT_ONCE, options -> options.id("order-44")))
                    .isInstanceOfSatisfying(UncertainEnqueueException.class, e -> {
                        assertThat(e.ids()).containsExactly("order-44");
                        assertThat(e).hasMessageNotContaining("\n");
                    });
        } finally {
            redis.primary().resume();
        }
    }

    /** Redis that comes along is older than WAITAOF. */
    @Test
    void onDiskIsRefusedByAServerThatCannotTellBeforeAnythingIsWritten() {
        try (ReplicatedRedis old = ReplicatedRedis.start(builder -> builder.bundled());
                Baton baton = Baton.connect(old.primary().uri())) {
            assertThatThrownBy(() -> baton.queue("emails").enqueueDurable(WELCOME, ADA, Durability.fsync()))
                    .isInstanceOfSatisfying(StoreException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNFIT);
                        assertThat(e)
                                .hasMessage("The server at " + old.primary().uri() + " is Redis "
                                        + old.primary().version()
                                        + ", which cannot confirm what is on disk: use Redis 7.2 or later, or Valkey, or"
                                        + " ask for replicas only; nothing was enqueued");
                    });
            assertThat(old.keys()).isEmpty();
        }
    }

    @Test
    void whatMakesNoSenseIsRefusedInASentence() {
        assertThatThrownBy(() -> Durability.replicas(0)).hasMessage("0 replicas are not allowed: use 1 to 1000");
        assertThatThrownBy(() -> Durability.fsync().within(Duration.ZERO))
                .hasMessage("The time for durability PT0S is not allowed: use 1 ms to 1 h");
        assertThatThrownBy(() -> Durability.replicas(1).andReplicas(1)).isInstanceOf(IllegalStateException.class);
        assertThat(Optional.of(Durability.fsync().andReplicas(2).within(Duration.ofSeconds(1))))
                .contains(Durability.fsync().within(Duration.ofSeconds(1)).andReplicas(2));
    }
}
