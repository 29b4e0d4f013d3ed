package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.model.QueueStats;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients leave at every moment there is, and no job is lost. */
@WithRedis
class PartingTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int CLIENTS = 90;

    private House house;

    @BeforeEach
    void open(RedisUri redis) {
        house = House.open(redis);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aWaitingClientThatLeavesGetsNothing() {
        try (Peer gone = house.peer()) {
            gone.send("DEQUEUE mail 60\n");
            // The claim looks first; only when it waits in line is it what this test is about.
            awaitWaiting();
            gone.tear();
        }
        awaitNobody();
        assertTheNextGets("one");
        assertThat(stats().counters().getOrDefault("released", 0L))
                .as("nothing was claimed for the one who left")
                .isZero();
    }

    @Test
    void aWaitingClientThatEndsItsSideIsToldThatThereIsNothing() {
        try (Peer peer = house.peer()) {
            // The second claim begins when the end is known, the first perhaps before.
            peer.send("DEQUEUE mail 60\nSTATUS\nDEQUEUE mail 60\n");
            peer.endInput();
            assertThat(peer.line()).isEqualTo("EMPTY");
            assertThat(peer.line()).isEqualTo("Tasks remaining: 0");
            assertThat(peer.line()).isEqualTo("EMPTY");
            assertThat(peer.line()).isNull();
        }
        assertTheNextGets("one");
    }

    @Test
    void aClientThatEndsItsSideGetsAllItsAnswers() {
        try (Peer peer = house.peer()) {
            peer.send("ENQUEUE mail one\nENQUEUE mail two\nDEQUEUE mail 9\nSTATUS mail\n");
            peer.endInput();
            assertThat(peer.line()).hasSize(26);
            assertThat(peer.line()).hasSize(26);
            assertThat(peer.line()).endsWith(" one");
            assertThat(peer.line()).startsWith("pending 1 waiting 0 in-progress 1");
            assertThat(peer.line()).isNull();
        }
    }

    @Test
    void aLineWithoutAnEndIsNotCarriedOut() {
        try (Peer peer = house.peer()) {
            peer.send("ENQUEUE mail one\nENQUEUE mail pay 100");
            peer.endInput();
            assertThat(peer.line()).hasSize(26);
            assertThat(peer.line()).isEqualTo("ERR the last line has no end, nothing was done for it");
            assertThat(peer.line()).isNull();
        }
        assertThat(stats().pending()).isEqualTo(1);
    }

    @Test
    void aJobThatAClientTookAlongComesBack() {
        try (Peer peer = house.peer()) {
            peer.tell("ENQUEUE mail one");
            peer.tell("DEQUEUE mail");
            peer.tear();
        }
        awaitNobody();
        assertThat(house.lapseAfter(LEASE, "mail")).isEqualTo(1);
        try (Peer next = house.peer()) {
            assertThat(next.tell("DEQUEUE mail")).endsWith(" one");
        }
    }

    @Test
    void aClientTornAnywhereLosesNothing() {
        for (int i = 0; i < CLIENTS; i++) {
            try (Peer peer = house.peer()) {
                peer.send("ENQUEUE mail " + i + "\n");
                peer.line();
                peer.send("DEQUEUE mail\nDEQUEUE mail 5\nENQUEUE mail more\nSTA".substring(0, i % 45));
                peer.tear();
            }
        }
        awaitNobody();
        await().untilAsserted(() ->
                assertThat(stats().pending() + stats().inProgress()).isGreaterThanOrEqualTo(CLIENTS));
        house.lapseAfter(LEASE, "mail");
        List<String> all = drain();
        assertThat(all.stream().filter(words -> !words.equals("more")))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, CLIENTS).mapToObj(String::valueOf).toList());
    }

    @Test
    void theDoorClosesWithAnAnswerToThoseWhoWait() {
        try (Peer waiting = house.peer();
                Peer silent = house.peer()) {
            waiting.send("DEQUEUE mail 60\n");
            awaitWaiting();
            silent.tell("HELP");
            house.door.close();
            assertThat(waiting.line()).isEqualTo("EMPTY");
            assertThat(waiting.line()).isNull();
            assertThat(silent.line()).isNull();
        }
    }

    private void assertTheNextGets(String words) {
        try (Peer next = house.peer()) {
            next.tell("ENQUEUE mail " + words);
            assertThat(next.tell("DEQUEUE mail")).endsWith(" " + words);
        }
    }

    private List<String> drain() {
        List<String> all = new ArrayList<>();
        try (Peer peer = house.peer()) {
            for (String next = peer.tell("DEQUEUE mail"); !next.equals("EMPTY"); next = peer.tell("DEQUEUE mail")) {
                all.add(next.split(" ")[1]);
            }
        }
        return all;
    }

    private void awaitWaiting() {
        await("a wait in Redis").until(() -> house.blockedClients() > 0);
    }

    private void awaitNobody() {
        await("everybody is gone").until(() -> house.door.connections() == 0);
    }

    private QueueStats stats() {
        return house.baton.queue("mail").stats();
    }
}
