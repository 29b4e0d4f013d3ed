package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds on every server that tests may run against; the same bodies for each of them. */
interface RedisBody {
    RedisUri server();

    @Test
    default void movesAJobAndTellsNobody() throws IOException {
        try (var direct = RawRedis.connect(server());
                var wire = FaultProxy.to(server());
                var client = RawRedis.connect(new RedisUri(wire.uri()))) {
            direct.call("DEL", "pending", "processing");
            Fault lost = wire.dropNextReplyMatching(FaultProxy.containing("BLMOVE"), End.FIN);
            client.send("BLMOVE", "pending", "processing", "RIGHT", "LEFT", "0");
            lost.awaitForwarded(Duration.ofSeconds(10));
            direct.call("LPUSH", "pending", "job");
            lost.awaitTriggered(Duration.ofSeconds(10));
            assertThat(direct.texts("LRANGE", "processing", "0", "-1")).isEqualTo(List.of("job"));
        }
    }

    @Test
    default void carriesAJobFromItsEnqueueToItsEnd() {
        var type = JobType.of("greet", String.class, Integer.class);
        try (var baton = TestBaton.connect(server())) {
            var job = baton.seed("body-" + UUID.randomUUID(), type, "Ada").done(3);
            assertThat(job.await(Duration.ofSeconds(10))).isEqualTo(3);
        }
    }

    @Test
    default void isNewEnough() {
        try (var direct = RawRedis.connect(server())) {
            assertThat(String.valueOf(direct.text("INFO", "server")))
                    .containsPattern("redis_version:([7-9]|\\d\\d)\\.");
        }
    }
}
