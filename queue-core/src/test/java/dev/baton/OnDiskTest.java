package dev.baton;

import static dev.baton.ClientRedis.ADA;
import static dev.baton.ClientRedis.WELCOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.baton.ClientRedis.Receipt;
import dev.baton.DurableEnqueue.AcceptedNotConfirmed;
import dev.baton.DurableEnqueue.Confirmed;
import dev.baton.embedded.RedisServer;
import dev.baton.embedded.RedisServerBuilder;
import dev.baton.model.Durability;
import dev.baton.model.Durability.Reached;
import dev.baton.model.JobStatus;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Enqueues that wait for disks. Where the server is older than WAITAOF, its refusal is all that there is to see. */
@Tag("contract")
class OnDiskTest {
    private static final Durability ON_DISK = Durability.fsync().within(Duration.ofSeconds(20));

    @TempDir
    Path directory;

    private RedisServerBuilder onDisk(String name) {
        try {
            return RedisServer.builder().appendOnly(Files.createTempDirectory(directory, name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> withTheServerAtHand() {
        String version;
        String about;
        try (RedisServer server = RedisServer.builder().inMemory().start()) {
            version = server.version();
            about = version + " (" + server.binary() + ")";
        }
        int[] numbers =
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        if (100 * numbers[0] + numbers[1] < 702) {
            System.out.println("Durable on disk: " + about + " has no WAITAOF, so only its refusal is tested with it");
            return Stream.of(dynamicTest("isRefusedBeforeAnythingIsWritten", this::isRefusedByAnOldServer));
        }
        System.out.println("Durable on disk: tested with " + about);
        return Stream.of(
                dynamicTest("isConfirmedAndOutlivesAKill", this::isConfirmedAndOutlivesAKill),
                dynamicTest("isRefusedWithoutAnAppendOnlyFile", this::isRefusedWithoutAnAppendOnlyFile),
                dynamicTest("countsTheDisksOfReplicas", this::countsTheDisksOfReplicas),
                dynamicTest("aReplicaWithoutAFileDoesNotCount", this::aReplicaWithoutAFileDoesNotCount),
                dynamicTest(
                        "isUncertainIfTheFileIsTurnedOffMeanwhile", this::isUncertainIfTheFileIsTurnedOffMeanwhile));
    }

    private void isRefusedByAnOldServer() {
        try (RedisServer server = onDisk("old").start();
                Baton baton = Baton.connect(server.uri())) {
            assertRefused(baton, "cannot confirm what is on disk");
        }
    }

    private void isConfirmedAndOutlivesAKill() {
        try (RedisServer server = onDisk("primary").start()) {
            String id;
            try (Baton baton = Baton.connect(server.uri())) {
                DurableEnqueue<JobHandle<Receipt>> answer =
                        baton.queue("emails").enqueueDurable(WELCOME, ADA, ON_DISK);
                assertThat(answer).isInstanceOf(Confirmed.class);
                assertThat(answer.reached()).isEqualTo(new Reached(true, 0));
                id = answer.jobs().id();
            }
            server.kill();
            server.start();
            try (Baton baton = Baton.connect(server.uri())) {
                assertThat(baton.queue("emails").status(id)).contains(JobStatus.PENDING);
            }
        }
    }

    private void isRefusedWithoutAnAppendOnlyFile() {
        try (RedisServer server = RedisServer.builder().inMemory().start();
                Baton baton = Baton.connect(server.uri())) {
            assertRefused(baton, "keeps no append-only file");
        }
    }

    private static void assertRefused(Baton baton, String words) {
        assertThatThrownBy(() -> baton.queue("emails").enqueueDurable(WELCOME, ADA, ON_DISK))
                .isInstanceOfSatisfying(StoreException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.UNFIT);
                    assertThat(e)
                            .hasMessageContaining(words)
                            .hasMessageEndingWith("; nothing was enqueued")
                            .hasMessageNotContaining("\n");
                });
        assertThat(baton.queues()).as("not even the name of the queue").isEmpty();
        assertThat(baton.queue("emails").stats().pending()).isZero();
    }

    private void countsTheDisksOfReplicas() {
        try (ReplicatedRedis redis = ReplicatedRedis.start(builder -> onDisk("pair"))) {
            JobQueue emails = redis.baton().queue("emails");
            DurableEnqueue<JobHandle<Receipt>> answer =
                    emails.enqueueDurable(WELCOME, ADA, ON_DISK.andReplicas(1), options -> options.id("order-1"));
            assertThat(answer).isInstanceOf(Confirmed.class);
            assertThat(answer.reached()).isEqualTo(new Reached(true, 1));

            redis.replica().suspend();
            Durability soon = ON_DISK.andReplicas(1).within(Duration.ofSeconds(3));
            assertThat(emails.enqueueDurable(WELCOME, ADA, soon, options -> options.id("order-1")))
                    .isInstanceOfSatisfying(
                            AcceptedNotConfirmed.class,
                            accepted -> assertThat(accepted.reached()).isEqualTo(new Reached(true, 0)));
            redis.replica().resume();
            assertThat(emails.enqueueDurable(WELCOME, ADA, ON_DISK.andReplicas(1), options -> options.id("order-1")))
                    .isInstanceOf(Confirmed.class);
        }
    }

    private void aReplicaWithoutAFileDoesNotCount() {
        boolean[] second = {false};
        try (ReplicatedRedis redis = ReplicatedRedis.start(builder -> {
            boolean replica = second[0];
            second[0] = true;
            return replica ? RedisServer.builder() : onDisk("alone");
        })) {
            Durability soon = ON_DISK.andReplicas(1).within(Duration.ofSeconds(3));
            assertThat(redis.baton().queue("emails").enqueueDurable(WELCOME, ADA, soon))
                    .isInstanceOfSatisfying(
                            AcceptedNotConfirmed.class,
                            accepted -> assertThat(accepted.reached()).isEqualTo(new Reached(true, 0)));
        }
    }

    private void isUncertainIfTheFileIsTurnedOffMeanwhile() {
        try (ReplicatedRedis redis = ReplicatedRedis.start(builder -> onDisk("off"))) {
            JobQueue emails = redis.baton().queue("emails");
            redis.replica().suspend();
            var answer =
                    emails.enqueueDurableAsync(WELCOME, ADA, ON_DISK.andReplicas(1), options -> options.id("order-2"));
            await().until(redis::isWaitedFor);
            redis.configure("appendonly", "no");

            assertThatThrownBy(answer::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            UncertainEnqueueException.class,
                            e -> assertThat(e.ids()).containsExactly("order-2"));
            assertThat(emails.status("order-2")).contains(JobStatus.PENDING);
        }
    }
}
