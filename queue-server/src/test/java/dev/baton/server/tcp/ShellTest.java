package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever has a shell has a client. */
@WithRedis
class ShellTest {
    private static final Path SCRIPTS = Path.of("src", "test", "sh").toAbsolutePath();

    @Test
    void aShellTakesTheTour(RedisUri redis) throws IOException, InterruptedException {
        try (House house = House.open(redis)) {
            Process bash = new ProcessBuilder(List.of(
                            "bash",
                            SCRIPTS.resolve("tour.sh").toString(),
                            "127.0.0.1",
                            String.valueOf(house.door.port())))
                    .redirectErrorStream(true)
                    .start();
            try {
                String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(said).endsWith("done\n");
                assertThat(bash.exitValue()).isZero();
            } finally {
                bash.destroyForcibly();
            }
        }
    }
}
