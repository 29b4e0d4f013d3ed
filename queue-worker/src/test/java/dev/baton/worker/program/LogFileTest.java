package dev.baton.worker.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log in a file. */
class LogFileTest {
    @TempDir
    private Path home;

    private final LoggerContext context = new LoggerContext();
    private Path file;

    @BeforeEach
    void configure() throws Exception {
        LogLinesTest.configure(context, "none");
        file = home.resolve("baton.log");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void nothingBreaksALineAndTheAuditIsThere() throws IOException {
        new LogFile(file, LogFile.SMALLEST, 1).open(context);
        context.getLogger("dev.baton.worker.Some").info("type {}", "x\n2026-01-01 forged");
        context.getLogger("baton.audit").info("who=ada did=enqueue");
        context.getLogger("io.lettuce.core").info("quiet");
        assertThat(Files.readAllLines(file))
                .hasSize(2)
                .allMatch(line -> line.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}\\S+ INFO .*"))
                .satisfies(lines -> assertThat(lines.get(0)).endsWith("type x\\n2026-01-01 forged"))
                .satisfies(lines -> assertThat(lines.get(1)).endsWith("who=ada did=enqueue"));
    }

    @Test
    void putsLargeFilesAsideAndKeepsAsManyAsItIsTold() {
        new LogFile(file, LogFile.SMALLEST, 2).open(context);
        var log = context.getLogger("dev.baton.worker.Some");
        int[] written = {0};
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    for (int i = 0; i < 500; i++) {
                        log.info("line {} {}", written[0]++, "x".repeat(200));
                    }
                    return aside(2) && !first(aside2()).contains("line 0 ");
                });
        assertThat(aside(3)).isFalse();
        assertThat(home.toFile().list()).containsExactlyInAnyOrder("baton.log", "baton.log.1", "baton.log.2");
    }

    private boolean aside(int number) {
        return Files.exists(home.resolve("baton.log." + number));
    }

    private Path aside2() {
        return home.resolve("baton.log.2");
    }

    private static String first(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.get(0);
    }

    @Test
    void goesOnWithAFileThatIsThere() throws IOException {
        Files.writeString(file, "before\n");
        new LogFile(file, LogFile.SMALLEST, 1).open(context);
        context.getLogger("dev.baton.worker.Some").info("after");
        assertThat(Files.readAllLines(file)).hasSize(2).startsWith("before");
    }

    @Test
    void refusesInOneSentence() {
        refused(home, "Is a directory");
        refused(home.resolve("no/such.log"), "it does not exist");
        refused(home.resolve("a%i"), "has a %");
    }

    private void refused(Path path, String why) {
        assertThatThrownBy(() -> new LogFile(path, LogFile.SMALLEST, 1).open(context))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--log-file \"")
                .hasMessageContaining(why);
    }
}
