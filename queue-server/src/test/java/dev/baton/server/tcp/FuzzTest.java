package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Nonsense for a few seconds: the door answers or hangs up, never fails, and its other clients notice nothing. */
@WithRedis
class FuzzTest {
    private static final Duration LENGTH = Duration.ofSeconds(4);
    private static final int FUZZERS = 4;
    /** They block, so none of a shared pool. */
    private static final Executor THREADS = task -> new Thread(task, "fuzzer").start();

    private static final List<String> PIECES = List.of(
            "ENQUEUE",
            "DEQUEUE",
            "ACK",
            "NACK",
            "CREATE",
            "LIST",
            "STATUS",
            "HELP",
            "AUTH",
            "NEXT",
            "Task:",
            "task: ",
            " ",
            "  ",
            "\t",
            "\n",
            "\r\n",
            "\r",
            "mail",
            "mail~x~0~1",
            "-1",
            "0",
            "1",
            "99999999999",
            "日本",
            "😀",
            "\"",
            "\\",
            "{}",
            "\u0000",
            "\u001b",
            "\u0085",
            "\u2028",
            "x".repeat(1000),
            "GET / HTTP/1.1",
            "QUIT");

    @Test
    void survivesNonsense(RedisUri redis) {
        long seed = Long.getLong("baton.fuzz.seed", System.nanoTime());
        System.out.println("FuzzTest: -Dbaton.fuzz.seed=" + seed);
        ListAppender<ILoggingEvent> log = watchLog();
        try (House house = House.open(redis, settings -> settings.withLineBytes(4096))) {
            long end = System.nanoTime() + LENGTH.toNanos();
            var fuzzers = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < FUZZERS; i++) {
                Random random = new Random(seed + i);
                fuzzers.add(CompletableFuture.runAsync(() -> annoy(house, random, end), THREADS));
            }
            int rounds = 0;
            try (Peer decent = house.peer()) {
                while (System.nanoTime() - end < 0) {
                    assertThat(decent.tell("ENQUEUE decent " + rounds)).hasSize(26);
                    String claimed = decent.tell("DEQUEUE decent");
                    assertThat(claimed).endsWith(" " + rounds);
                    assertThat(decent.tell("ACK " + claimed.split(" ")[0])).isEqualTo("OK");
                    rounds++;
                }
            }
            fuzzers.forEach(CompletableFuture::join);
            assertThat(rounds).isPositive();
            await("all are gone").until(() -> house.door.connections() == 0);
        }
        assertThat(log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN)))
                .as("with seed " + seed)
                .isEmpty();
    }

    private static void annoy(House house, Random random, long end) {
        while (System.nanoTime() - end < 0) {
            try (Peer peer = house.peer()) {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    peer.send(nonsense(random));
                }
                if (random.nextBoolean()) {
                    peer.tear();
                } else {
                    peer.endInput();
                    while (peer.line() != null) {
                        // until it hangs up
                    }
                }
            } catch (UncheckedIOException hungUp) {
                // as it may
            }
        }
    }

    private static byte[] nonsense(Random random) {
        var out = new ByteArrayOutputStream();
        for (int i = random.nextInt(12); i >= 0; i--) {
            if (random.nextInt(12) == 0) {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                out.writeBytes(bytes);
            } else {
                String piece = PIECES.get(random.nextInt(PIECES.size()));
                out.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
                if (random.nextInt(3) > 0) {
                    out.write(' ');
                }
            }
        }
        if (random.nextInt(3) > 0) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static ListAppender<ILoggingEvent> watchLog() {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        ((Logger) LoggerFactory.getLogger("dev.baton.server")).addAppender(log);
        ((Logger) LoggerFactory.getLogger("io.netty")).addAppender(log);
        return log;
    }
}
