package dev.baton.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryFinderTest {
    @TempDir
    Path directory;

    private Path first;
    private Path second;
    private BundledRedis bundled;

    @BeforeEach
    void makeDirectories() throws IOException {
        first = Files.createDirectories(directory.resolve("first"));
        second = Files.createDirectories(directory.resolve("second"));
        bundled = BundledRedis.in(List.of(directory.resolve("cache")));
    }

    @Test
    void takesARedisOnPathByTheNameItHasThere() throws Exception {
        // As on Debian, where the file behind the link would be another program under its own name.
        Path link = Files.createSymbolicLink(second.resolve("redis-server"), bundled.unpackInto(directory));
        var found = finder().find();
        assertThat(found.path()).isEqualTo(link);
        assertThat(found.source()).isEqualTo(BinarySource.PATH);
        try (var redis = RedisServer.builder().start(found)) {
            assertThat(redis.source()).isEqualTo(BinarySource.PATH);
            assertThat(RedisClient.ask(redis, "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void prefersValkeyWhereverItStands() throws Exception {
        program(first, "redis-server", "Redis server v=7.4.1 sha=0");
        Path valkey = program(second, "valkey-server", "Valkey server v=8.0.1 sha=0");
        var found = finder().find();
        assertThat(found.path()).isEqualTo(valkey);
        assertThat(found.version()).hasToString("8.0.1");
    }

    @Test
    void tellsOfEveryServerThatCanBeHad() throws Exception {
        Path redis = program(first, "redis-server", "Redis server v=7.4.1 sha=0");
        Path valkey = program(second, "valkey-server", "Valkey server v=8.0.1 sha=0");
        assertThat(finder().all())
                .extracting(RedisBinary::path)
                .startsWith(valkey, redis)
                .hasSize(3)
                .last()
                .isEqualTo(bundled.unpackInto(directory.resolve("cache")));
    }

    @Test
    void takesTheServersThatAreNamedAndNoOthers() throws Exception {
        program(first, "valkey-server", "Valkey server v=8.0.1 sha=0");
        Path other = program(second, "my-server", "Redis server v=7.4.1 sha=0");
        var finder = new BinaryFinder(first.toString(), bundled, "bundled, " + other);
        assertThat(finder.find().source()).isEqualTo(BinarySource.BUNDLED);
        assertThat(finder.all())
                .extracting(RedisBinary::source)
                .containsExactly(BinarySource.BUNDLED, BinarySource.GIVEN);
        assertThatThrownBy(() -> new BinaryFinder("", bundled, second + "/none").find())
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining(second + "/none is no Redis or Valkey of version 7.0 or later");
    }

    @Test
    void passesOverWhatIsTooOldOrNoServerAtAll() throws Exception {
        program(first, "valkey-server", "command not understood");
        program(first, "redis-server", "Redis server v=6.2.14 sha=0");
        Files.writeString(second.resolve("valkey-server"), "not executable");
        Files.createDirectories(directory.resolve("third").resolve("redis-server"));
        Path good = program(second, "redis-server", "Redis server v=7.0.0 sha=0");
        assertThat(finder().find().path()).isEqualTo(good);
    }

    @Test
    void fallsBackToTheOneThatComesAlong() throws Exception {
        program(first, "redis-server", "Redis server v=6.2.14 sha=0");
        var found = finder().find();
        assertThat(found.source()).isEqualTo(BinarySource.BUNDLED);
        assertThat(found.version()).hasToString("7.0.15");
        assertThat(found.path()).hasParentRaw(directory.resolve("cache"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(found.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void unpacksOnceAndAgainOnlyIfTheFileWasChanged() throws Exception {
        Path unpacked = bundled.unpackInto(first);
        Object file = Files.getAttribute(unpacked, "unix:ino");
        assertThat(Files.getAttribute(bundled.unpackInto(first), "unix:ino")).isEqualTo(file);
        Files.writeString(unpacked, "#!/bin/sh\necho 'Redis server v=7.0.15'\n");
        assertThat(bundled.unpackInto(first)).isEqualTo(unpacked).hasSize(Files.size(bundled.unpackInto(second)));
    }

    @Test
    void manyMayUnpackAtOnce() throws Exception {
        var barrier = new CyclicBarrier(4);
        var runs = new ArrayList<CompletableFuture<Path>>();
        for (int i = 0; i < 4; i++) {
            runs.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            barrier.await(10, TimeUnit.SECONDS);
                            return bundled.unpackInto(first);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    run -> new Thread(run).start()));
        }
        for (var run : runs) {
            assertThat(run.get(30, TimeUnit.SECONDS)).isExecutable();
        }
        try (var left = Files.list(first)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void unpacksElsewhereIfTheCacheCannotBeUsed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        var finder = new BinaryFinder("", BundledRedis.in(List.of(file.resolve("cache"), second.resolve("spare"))));
        assertThat(finder.find().path()).hasParentRaw(second.resolve("spare"));
    }

    @Test
    void saysWhatWouldHelpIfItCannotBeUnpacked() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        var finder = new BinaryFinder("", BundledRedis.in(List.of(file.resolve("cache"))));
        assertThatThrownBy(finder::find)
                .isInstanceOf(RedisStartException.class)
                .hasMessageStartingWith("The bundled Redis could not be unpacked (" + file.resolve("cache"))
                .hasMessageEndingWith("Install Redis 7.0 or later, or pass the URI of a running one.");
    }

    @Test
    void knowsTheMachinesItHasABinaryFor() {
        assertThat(machine("Linux", "amd64").resource()).isEqualTo("/redis-server-7.0.15-linux-amd64");
        assertThat(machine("Linux", "aarch64").resource()).isEqualTo("/redis-server-7.0.15-linux-arm64");
        assertThat(machine("Linux", "i386").resource()).isEqualTo("/redis-server-7.0.15-linux-386");
        assertThat(machine("Mac OS X", "x86_64").resource()).isEqualTo("/redis-server-7.0.15-darwin-amd64");
        assertThat(machine("Mac OS X", "aarch64").resource()).isEqualTo("/redis-server-7.0.15-darwin-arm64");
        assertThatThrownBy(machine("Windows 11", "amd64")::resource)
                .isInstanceOf(RedisStartException.class)
                .hasMessage(
                        "No Redis comes along for Windows 11 on amd64: install Redis 7.0 or later, or pass the URI of"
                                + " a running one.");
        assertThatThrownBy(machine("Linux", "s390x")::resource).isInstanceOf(RedisStartException.class);
    }

    @Test
    void aMachineWithoutABundledBinaryCanUseTheOneOnPath() throws Exception {
        Path good = program(first, "redis-server", "Redis server v=7.2.4 sha=0");
        assertThat(new BinaryFinder(first.toString(), machine("Linux", "s390x"))
                        .find()
                        .path())
                .isEqualTo(good);
    }

    private BinaryFinder finder() {
        String path = String.join(File.pathSeparator, "", first.toString(), directory + "/third", second.toString());
        return new BinaryFinder(path, bundled);
    }

    private static BundledRedis machine(String osName, String osArch) {
        return new BundledRedis(osName, osArch, List.of());
    }

    private static Path program(Path where, String name, String says) throws IOException {
        Path program = Files.writeString(where.resolve(name), "#!/bin/sh\necho '" + says + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }
}
