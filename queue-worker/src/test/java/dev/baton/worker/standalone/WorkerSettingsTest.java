package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.worker.program.DurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerSettingsTest {
    @TempDir
    Path directory;

    @Test
    void hasTheDocumentedDefaults() {
        var settings = Call.of("--queue", "emails", "--exec", "true").settings();
        assertThat(settings.redis()).isEmpty();
        assertThat(settings.data()).isEmpty();
        assertThat(settings.queues()).containsExactly(new QueueShare("emails", 1));
        assertThat(settings.concurrency()).isEqualTo(16);
        assertThat(settings.threads()).isEqualTo(Threads.AUTO);
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.expiry()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.maxCrashes()).isEqualTo(3);
        assertThat(settings.httpTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.report()).isEmpty();
        assertThat(settings.allowEviction()).isFalse();
        assertThat(settings.debug()).isFalse();
    }

    @Test
    void readsEveryOption() {
        var settings = Call.of(
                        "--redis=redis://h:1",
                        "--queue",
                        "emails=3,reports",
                        "--queue=rest",
                        "--http",
                        "http://h/p",
                        "--http-timeout",
                        "2m",
                        "--concurrency",
                        "7",
                        "--threads",
                        "pool",
                        "--grace",
                        "500ms",
                        "--heartbeat",
                        "1s",
                        "--expiry",
                        "PT4S",
                        "--max-crashes",
                        "5",
                        "--report",
                        "--allow-eviction",
                        "--debug")
                .settings();
        assertThat(settings.redis()).contains("redis://h:1");
        assertThat(settings.queues())
                .containsExactly(new QueueShare("emails", 3), new QueueShare("reports", 1), new QueueShare("rest", 1));
        assertThat(settings.work()).isEqualTo(new Work.Http(HttpTarget.parse("http://h/p")));
        assertThat(settings.httpTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.concurrency()).isEqualTo(7);
        assertThat(settings.threads()).isEqualTo(Threads.POOL);
        assertThat(settings.grace()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.expiry()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.maxCrashes()).isEqualTo(5);
        assertThat(settings.report()).contains(Duration.ofSeconds(10));
        assertThat(settings.allowEviction()).isTrue();
        assertThat(settings.debug()).isTrue();
    }

    @Test
    void anOptionBeatsTheEnvironmentWhichBeatsTheFile() throws Exception {
        Path file = file("""
                queue: [fromfile]
                exec: "true"
                concurrency: 2
                grace: 3s
                max-crashes: 9
                """);
        var settings = new Call()
                .with("BATON_CONCURRENCY", "4")
                .with("BATON_GRACE", "5s")
                .run("--config", file.toString(), "--concurrency", "6")
                .settings();
        assertThat(settings.concurrency()).isEqualTo(6);
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.maxCrashes()).isEqualTo(9);
        assertThat(settings.queues()).containsExactly(new QueueShare("fromfile", 1));
    }

    @Test
    void queuesOfTheOptionsReplaceThoseOfTheFileAndDoNotJoinThem() throws Exception {
        Path file = file("queue: a\nexec: 'true'\n");
        assertThat(Call.of("--config", file.toString(), "--queue", "b")
                        .settings()
                        .queues())
                .containsExactly(new QueueShare("b", 1));
    }

    @Test
    void theFileCanBeNamedByTheEnvironmentAndListQueuesAsAMap() throws Exception {
        Path file = file("""
                queue:
                  emails: 3
                  reports: 1
                handlers: /opt/handlers
                report: true
                allow-eviction: true
                """);
        var settings = new Call().with("BATON_CONFIG", file.toString()).run().settings();
        assertThat(settings.queues()).containsExactly(new QueueShare("emails", 3), new QueueShare("reports", 1));
        assertThat(settings.work()).isEqualTo(new Work.Jars(Path.of("/opt/handlers")));
        assertThat(settings.report()).contains(Duration.ofSeconds(10));
        assertThat(settings.allowEviction()).isTrue();
    }

    @Test
    void everySettingHasItsEnvironmentVariable() {
        var call = new Call()
                .with("BATON_REDIS", "redis://h:1")
                .with("BATON_QUEUE", "emails=2")
                .with("BATON_EXEC", "true")
                .with("BATON_MAX_CRASHES", "1")
                .with("BATON_REPORT", "1m")
                .with("BATON_ALLOW_EVICTION", "true")
                .with("BATON_DATA", "")
                .with("BATON_DEBUG", "false");
        var settings = call.run().settings();
        assertThat(settings.queues()).containsExactly(new QueueShare("emails", 2));
        assertThat(settings.maxCrashes()).isEqualTo(1);
        assertThat(settings.report()).contains(Duration.ofMinutes(1));
        assertThat(settings.allowEviction()).isTrue();
        assertThat(settings.debug()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "10s,10000", "2m,120000", "1h,3600000", "1d,86400000", "PT1.5S,1500", "pt2m,120000"})
    void readsTimesAsPeopleWriteThem(String text, long millis) {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(DurationText.parse(DurationText.format(Duration.ofMillis(millis))))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aUserInTheUrlBecomesAHeaderAndIsNeverShown() {
        var target = HttpTarget.parse("https://ada:s3cret@example.com:8443/a%2Fb?token=t#top");
        assertThat(target.uri()).hasToString("https://example.com:8443/a%2Fb?token=t");
        assertThat(target.authorization()).contains("Basic YWRhOnMzY3JldA==");
        assertThat(target).hasToString("https://example.com:8443/a%2Fb");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("worker.yml"), text);
    }
}
