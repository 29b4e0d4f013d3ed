package dev.baton.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {
    @TempDir
    Path directory;

    @Test
    void answersAndGoesAwayWithItsDirectory() throws Exception {
        RedisServer redis = RedisServer.builder().start();
        Path files = redis.directory();
        try (redis) {
            assertThat(RedisClient.ask(redis, "PING")).isEqualTo("+PONG");
            assertThat(redis.uri()).isEqualTo("redis://127.0.0.1:" + redis.port());
            assertThat(redis.port()).isBetween(16_000, 22_700);
            assertThat(redis.version()).matches("\\d+\\.\\d+\\.\\d+");
            assertThat(ProcessHandle.of(redis.pid())).isPresent();
            assertThat(files).isDirectory();
        }
        assertThat(redis.isRunning()).isFalse();
        assertThat(ProcessHandle.of(redis.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(files).doesNotExist();
        redis.close();
    }

    @Test
    void theBundledOneRuns() throws Exception {
        try (var redis = RedisServer.builder().bundled().start()) {
            assertThat(redis.source()).isEqualTo(BinarySource.BUNDLED);
            assertThat(redis.version()).isEqualTo("7.0.15");
            assertThat(RedisClient.ask(redis, "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void keepsAppendedDataOverRestartKillAndASecondServer() throws Exception {
        try (var redis =
                RedisServer.builder().appendOnly(directory.resolve("data")).start()) {
            int port = redis.port();
            long firstPid = redis.pid();
            assertThat(RedisClient.ask(redis, "SET job waiting")).isEqualTo("+OK");
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.pid()).isNotEqualTo(firstPid);
            assertThat(RedisClient.ask(redis, "GET job")).isEqualTo("waiting");

            assertThat(RedisClient.ask(redis, "SET job taken")).isEqualTo("+OK");
            redis.kill();
            assertThat(redis.isRunning()).isFalse();
            redis.start();
            assertThat(RedisClient.ask(redis, "GET job")).isEqualTo("taken");
        }
        try (var redis =
                RedisServer.builder().appendOnly(directory.resolve("data")).start()) {
            assertThat(RedisClient.ask(redis, "GET job")).isEqualTo("taken");
        }
    }

    /** Redis alone would do half of the script at the second start. */
    @Test
    void neverDoesHalfOfAScriptThatACrashToreInTheFile() throws Exception {
        try (var redis = RedisServer.builder().appendOnly(directory).start()) {
            assertThat(RedisClient.ask(redis, "EVAL \"redis.call('SET','half','1') redis.call('SET','whole','1')\" 0"))
                    .isEqualTo("$-1");
            redis.kill();
            tearOff(2);
            redis.start();
            assertThat(RedisClient.ask(redis, "GET half")).isEqualTo("$-1");
            assertThat(RedisClient.ask(redis, "EVAL \"redis.call('SET','next','1') redis.call('SET','last','1')\" 0"))
                    .isEqualTo("$-1");
            redis.kill();
            redis.start();
            assertThat(RedisClient.ask(redis, "GET last")).isEqualTo("1");
            assertThat(RedisClient.ask(redis, "GET half")).isEqualTo("$-1");
        }
    }

    /** EXEC and so many bytes of the command before it. */
    private void tearOff(int bytes) throws IOException {
        try (var files = Files.list(directory.resolve("appendonlydir"))) {
            Path increment = files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .findFirst()
                    .orElseThrow();
            try (var file = FileChannel.open(increment, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - "*1\r\n$4\r\nEXEC\r\n".length() - bytes);
            }
        }
    }

    @Test
    void forgetsEverythingInMemoryButKeepsThePort() throws Exception {
        try (var redis = RedisServer.builder().inMemory().start()) {
            int port = redis.port();
            assertThat(RedisClient.ask(redis, "SET job waiting")).isEqualTo("+OK");
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(RedisClient.ask(redis, "GET job")).isEqualTo("$-1");
        }
    }

    @Test
    void aDirectoryBelongsToOneServer() {
        try (var first = RedisServer.builder().appendOnly(directory).start()) {
            assertThatThrownBy(() -> RedisServer.builder().appendOnly(directory).start())
                    .isInstanceOf(RedisStartException.class)
                    .hasMessage("The data directory " + directory.toAbsolutePath()
                            + " is in use by another Redis (process " + first.pid()
                            + "): stop it or name another directory.");
        }
    }

    @Test
    void aFileIsNoDirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "text");
        assertThatThrownBy(() -> RedisServer.builder().appendOnly(file).start())
                .isInstanceOf(RedisStartException.class)
                .hasMessage("The data directory " + file.toAbsolutePath() + " cannot be used: it is a file.");
        assertThatThrownBy(() ->
                        RedisServer.builder().appendOnly(file.resolve("below")).start())
                .isInstanceOf(RedisStartException.class)
                .hasMessageStartingWith(
                        "The data directory " + file.toAbsolutePath().resolve("below"))
                .hasMessageMatching(".* cannot be used: [^:/]+\\.");
    }

    @Test
    void waitsForAServerThatAnotherJvmLeftBehindInTheDirectory() throws Exception {
        try (var first = RedisServer.builder().appendOnly(directory).start()) {
            // What a killed JVM leaves: the server, but no lock.
            Path left = directory.resolve("left");
            Files.createDirectories(left);
            Files.writeString(left.resolve("redis.pid"), Long.toString(first.pid()));
            var second = CompletableFuture.supplyAsync(
                    () -> RedisServer.builder().appendOnly(left).start());
            assertThatThrownBy(() -> second.get(700, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            first.kill();
            try (var redis = second.get(30, TimeUnit.SECONDS)) {
                assertThat(RedisClient.ask(redis, "PING")).isEqualTo("+PONG");
            }
        }
    }

    @Test
    void asksForThePasswordAndCarriesItInTheUri() throws Exception {
        try (var redis = RedisServer.builder().password("s3 cr/et:").start()) {
            assertThat(redis.uri()).isEqualTo("redis://:s3%20cr%2Fet%3A@127.0.0.1:" + redis.port());
            assertThat(RedisClient.ask(redis, "PING")).startsWith("-NOAUTH");
            try (var client = new RedisClient(redis.port())) {
                assertThat(client.ask("AUTH \"s3 cr/et:\"")).isEqualTo("+OK");
                assertThat(client.ask("PING")).isEqualTo("+PONG");
            }
        }
    }

    @Test
    void handsOptionsToRedis() throws Exception {
        try (var redis = RedisServer.builder()
                .option("maxmemory", "10mb")
                .option("client-output-buffer-limit", "normal", "0", "0", "0")
                .start()) {
            assertThat(RedisClient.configured(redis, "maxmemory")).isEqualTo("*2 maxmemory 10485760");
        }
    }

    @Test
    void saysWhatRedisSaidAboutABadOption() {
        assertThatThrownBy(() ->
                        RedisServer.builder().option("maxmemory", "plenty").start())
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("ended at once")
                .hasMessageContaining("maxmemory");
    }

    @Test
    void refusesOptionsThatItDecidesItself() {
        assertThatThrownBy(() -> RedisServer.builder().option("port", "6379"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The option port is decided by port(…).");
        assertThatThrownBy(() -> RedisServer.builder().option("--save", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"--save\" is no name of a Redis option.");
        assertThatThrownBy(() -> RedisServer.builder().port(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A port is 1 to 65535, or 0 for a free one; it was 70000.");
    }

    @Test
    void saysThatThePortIsTakenEvenWhenARedisAnswersThere() {
        try (var other = RedisServer.builder().start()) {
            assertThatThrownBy(() -> RedisServer.builder().port(other.port()).start())
                    .isInstanceOf(RedisStartException.class)
                    .hasMessage("Port " + other.port()
                            + " on 127.0.0.1 is taken by another program: choose another, or 0 for any free one.");
            assertThat(other.isRunning()).isTrue();
        }
    }

    @Test
    void staysSilentWhileSuspendedAndStopsAllTheSame() throws Exception {
        try (var redis = RedisServer.builder().start();
                var client = new RedisClient(redis.port())) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");
            redis.suspend();
            client.send("PING");
            client.timeoutMillis(200);
            assertThatThrownBy(client::answer).isInstanceOf(SocketTimeoutException.class);
            assertThat(redis.isRunning()).isTrue();
            redis.resume();
            client.timeoutMillis(10_000);
            assertThat(client.answer()).isEqualTo("+PONG");
            redis.suspend();
            redis.stop();
            assertThat(redis.isRunning()).isFalse();
        }
    }

    @Test
    void refusesToStartTwiceOrAfterClose() {
        RedisServer redis = RedisServer.builder().start();
        try (redis) {
            assertThatThrownBy(redis::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The Redis on port " + redis.port() + " is running already.");
        }
        assertThatThrownBy(redis::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The Redis on port " + redis.port() + " is closed and cannot be started again.");
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() throws IOException {
        Path mute = directory.resolve("redis-server");
        Files.writeString(mute, "#!/bin/sh\necho 'Redis server v=7.9.9'\n[ \"$1\" = --version ] || exec sleep 600\n");
        assertThat(mute.toFile().setExecutable(true)).isTrue();
        var binary = new RedisBinary(mute, new RedisVersion(7, 9, 9), BinarySource.PATH);
        assertThatThrownBy(() -> RedisServer.builder()
                        .startTimeout(Duration.ofMillis(300))
                        .start(binary))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("did not answer PING on port ")
                .hasMessageContaining("within PT0.3S")
                .hasMessageContaining("Redis server v=7.9.9");
    }

    @Test
    void listensOnTheLoopbackInterfaceOnly() throws Exception {
        try (var redis = RedisServer.builder().start()) {
            assertThat(RedisClient.configured(redis, "bind")).isEqualTo("*2 bind 127.0.0.1");
        }
    }

    @Test
    void freePortsAreFree() throws IOException {
        int port = FreePort.find();
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }
}
