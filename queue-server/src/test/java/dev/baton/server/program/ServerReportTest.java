package dev.baton.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.WorkerStats;
import dev.baton.model.QueueStats;
import dev.baton.server.figures.Latencies;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The line in the log. */
class ServerReportTest {
    private static QueueStats mail(long pending, long enqueued, long done) {
        return new QueueStats(
                "mail",
                false,
                pending,
                4,
                3,
                2,
                1,
                0,
                1,
                null,
                Instant.EPOCH,
                Map.of("enqueued", enqueued, "done", done));
    }

    private static Latencies of(int... millis) {
        Latencies lengths = new Latencies();
        for (int length : millis) {
            lengths.add(length * 1_000_000L);
        }
        return lengths;
    }

    @Test
    void saysOnlyWhatIsKnown() {
        var seen = new ServerReport.Seen(of(), of(), 0, Optional.empty());
        assertThat(ServerReport.line(
                        Map.of("mail", mail(0, 10, 5)), Map.of("mail", mail(0, 30, 10)), Duration.ofSeconds(10), seen))
                .isEqualTo("2.0/s in, 0.5/s done; 0 pending, 3 in progress, 4 waiting, 1 dead");
    }

    @Test
    void saysAllThatIsKnownOnOneLine() {
        WorkerStats worker = new WorkerStats(
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ofMillis(8), Duration.ofMillis(40), 0.35);
        var seen = new ServerReport.Seen(of(1, 1, 5), of(20), 2, Optional.of(worker));
        assertThat(ServerReport.line(
                        Map.of("mail", mail(0, 10, 5)), Map.of("mail", mail(9, 30, 10)), Duration.ofSeconds(10), seen))
                .matches("2\\.0/s in, 0\\.5/s done; requests p50 1\\.0 ms p99 5\\.0 ms; claim to end p50 20\\.0 ms p99"
                        + " 20\\.0 ms; leases out 2; worker 35 % busy, enqueue to done p50 8\\.0 ms p99 40\\.0 ms; 9 pending,"
                        + " 3 in progress, 4 waiting, 1 dead; longest: mail 9");
    }
}
