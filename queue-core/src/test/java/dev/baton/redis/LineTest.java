package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One connection and its successors, opened by the script of the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineTest {
    private TestRedis redis;
    private RedisClient client;

    @BeforeAll
    void start() {
        redis = new TestRedis();
        client = RedisClient.create(redis.server().uri());
    }

    @AfterAll
    void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        redis.close();
    }

    @Test
    void aDroppedConnectionIsReplacedAndAnOlderOneDroppedLateDoesNotHarmItsSuccessor() {
        Line<StatefulRedisConnection<byte[], byte[]>> line = line(List.of(opened(), opened()));
        StatefulRedisConnection<byte[], byte[]> first = line.connection().join();
        assertThat(line.connection().join()).isSameAs(first);

        line.drop(first);
        StatefulRedisConnection<byte[], byte[]> second = line.connection().join();
        assertThat(second).isNotSameAs(first);
        line.drop(first);

        assertThat(line.connection().join()).isSameAs(second);
    }

    /** A call that was under way on the lost connection must still get its error, or its future never ends. */
    @Test
    void aConnectionIsDroppedQuietlyThoughItsSuccessorCouldNotBeOpened() {
        Line<StatefulRedisConnection<byte[], byte[]>> line =
                line(List.of(opened(), CompletableFuture.failedFuture(new IllegalStateException("no way"))));
        StatefulRedisConnection<byte[], byte[]> first = line.connection().join();
        line.drop(first);
        assertThat(line.connection()).isCompletedExceptionally();

        line.drop(first);

        assertThat(line.connection()).isNotNull();
    }

    @Test
    void aLostConnectionIsReplacedAndWhoeverListensHearsOfItOnce() {
        Deque<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> left =
                new ArrayDeque<>(List.of(opened(), opened()));
        var losses = new java.util.concurrent.atomic.AtomicInteger();
        Line<StatefulRedisConnection<byte[], byte[]>> line = new Line<>(left::remove, losses::incrementAndGet);
        StatefulRedisConnection<byte[], byte[]> first = line.connection().join();

        line.lose(first);
        line.lose(first);

        assertThat(losses).hasValue(1);
        assertThat(line.connection().join()).isNotSameAs(first);
    }

    @Test
    void aFailureToOpenIsAnAnswerAndTheNextCallTriesAgain() {
        Deque<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> openings = new ArrayDeque<>();
        Line<StatefulRedisConnection<byte[], byte[]>> line = new Line<>(() -> {
            if (openings.isEmpty()) {
                throw new IllegalStateException("the driver is shut down");
            }
            return openings.remove();
        });

        assertThatThrownBy(() -> line.connection().join()).hasMessageContaining("the driver is shut down");
        openings.add(opened());
        assertThat(line.connection().join().isOpen()).isTrue();
    }

    @Test
    void aClosedLineOpensNothing() {
        Line<StatefulRedisConnection<byte[], byte[]>> line = line(List.of(opened()));
        StatefulRedisConnection<byte[], byte[]> connection = line.connection().join();

        line.close();

        assertThat(connection.isOpen()).isFalse();
        assertThatThrownBy(() -> line.connection().join())
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opened() {
        return CompletableFuture.completedFuture(client.connect(ByteArrayCodec.INSTANCE));
    }

    private static Line<StatefulRedisConnection<byte[], byte[]>> line(
            List<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> openings) {
        Deque<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> left = new ArrayDeque<>(openings);
        return new Line<>(() -> left.isEmpty()
                ? CompletableFuture.failedFuture(new IllegalStateException("nothing left to open"))
                : left.remove());
    }
}
