package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.baton.embedded.RedisServer;
import dev.baton.embedded.RedisServerBuilder;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads who gave the wrong address, or the right one of the wrong server. */
class ConnectingTest {
    private static final String SECRET = "tr0ub4dor";

    private static RedisStoreOptions to(String uri) {
        return RedisStoreOptions.of(uri, TestRedis.CODEC).withCommandTimeout(Duration.ofSeconds(10));
    }

    private static Throwable failure(RedisStoreOptions options) {
        Throwable failure = catchThrowable(() -> RedisStore.connect(options).close());
        assertThat(failure).as("connecting").isNotNull();
        assertThat(failure.getMessage())
                .doesNotContain("\n")
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain(SECRET);
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(SECRET);
        return failure;
    }

    private static void assertRefused(String uri, Kind kind, String... words) {
        assertThat(failure(to(uri))).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.mayHaveHappened()).isFalse();
            assertThat(e.getMessage()).contains(words);
        });
    }

    private static RedisServer server(RedisServerBuilder builder) {
        return builder.inMemory().start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6379",
                "http://localhost:6379",
                "redis://",
                "redis://:" + SECRET + "@",
                "redis://user:" + SECRET + "@host:99999",
                "redis://user:" + SECRET + "@host:port",
                "user:" + SECRET + "@host",
                "redis://user:" + SECRET + "@ho st",
                "redis-sentinel://" + SECRET + "@host:26379",
                "redis+cluster://",
                "redis+cluster://:" + SECRET + "@host:1,,host:2",
                "redis+cluster://:" + SECRET + "@host:1,host:port",
                "redis\u001b[31m://host"
            })
    void anAddressThatIsNoneIsRefusedWithTheRightForm(String uri) {
        assertThat(failure(to(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not allowed: use redis://")
                .hasMessageNotContaining("\u001b")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/3", "?timeout=1s", "#master"})
    void aClusterHasOneDatabaseAndNoFurtherOptions(String more) {
        assertThat(failure(to("rediss+cluster://user:" + SECRET + "@host:1,host:2" + more)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one database and no further options; use rediss+cluster://");
    }

    @Test
    void oneNodeOfAClusterIsToldHowToBeAddressed() {
        try (RedisServer node = server(RedisServer.builder().option("cluster-enabled", "yes"))) {
            assertRefused(node.uri(), Kind.UNFIT, "one node of a cluster", "redis+cluster://");
        }
    }

    @Test
    void aSingleRedisIsNoCluster() {
        try (RedisServer single = server(RedisServer.builder())) {
            Throwable failure = failure(to("redis+cluster://127.0.0.1:" + single.port()));
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e).hasMessageContaining("redis+cluster://127.0.0.1:" + single.port()));
        }
    }

    @Test
    void nobodyListensThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertRefused(
                "redis://:" + SECRET + "@127.0.0.1:" + port,
                Kind.UNREACHABLE,
                "No Redis can be reached at redis://127.0.0.1:" + port,
                "start one there, or give another address");
    }

    @Test
    void nobodyAnswersThere() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RedisStoreOptions options =
                    to("redis://127.0.0.1:" + mute.getLocalPort()).withCommandTimeout(Duration.ofMillis(400));
            CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> failure(options));
            assertThat(failure.orTimeout(20, TimeUnit.SECONDS).join())
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        }
    }

    @Test
    void aHostThatDoesNotExist() {
        assertRefused("redis://no-such-host.invalid:6379", Kind.UNREACHABLE, "redis://no-such-host.invalid:6379");
    }

    @Test
    void aWrongPasswordOrNone() {
        try (RedisServer server = server(RedisServer.builder().password("the-right-one"))) {
            assertRefused(
                    "redis://:" + SECRET + "@127.0.0.1:" + server.port(),
                    Kind.REFUSED,
                    "redis://127.0.0.1:" + server.port(),
                    "give the right user and password");
            assertRefused("redis://127.0.0.1:" + server.port(), Kind.REFUSED, "give the right user and password");
            RedisStore.connect(to("redis://:the-right-one@127.0.0.1:" + server.port()))
                    .close();
        }
    }

    @Test
    void aRedisThatIsTooOld() {
        String common = "\r\nrole:master\r\nmaxmemory_policy:noeviction\r\nloading:0\r\n";
        for (String version : List.of("6.2.14", "5.0.0", "unstable")) {
            try (FakeServer server = new FakeServer("# Server\r\nredis_version:" + version + common)) {
                assertRefused(server.uri(), Kind.UNFIT, "Redis " + version, "too old", "use Redis 7.0 or later");
            }
        }
        Stream.of(
                        "redis_version:7.0.0",
                        "redis_version:8.2.1",
                        "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1")
                .forEach(fit -> {
                    try (FakeServer server = new FakeServer("# Server\r\n" + fit + common)) {
                        RedisStore.connect(to(server.uri())).close();
                    }
                });
    }

    @Test
    void aVersionFullOfControlCharactersIsShownEscaped() {
        try (FakeServer server = new FakeServer("redis_version:6\u001b[2J\r\nrole:master\r\n")) {
            assertThat(failure(to(server.uri())))
                    .hasMessageContaining("6\\u001b[2J")
                    .hasMessageNotContaining("\u001b");
        }
    }

    @Test
    void aRedisThatIsStillLoading() {
        try (FakeServer server = new FakeServer("redis_version:7.0.15\r\nrole:master\r\nloading:1\r\n")) {
            assertRefused(server.uri(), Kind.NOT_READY, "still loading", "try again");
        }
    }

    @Test
    void aRedisThatMayEvictIsRefusedAndTakenWhenToldSo() {
        try (RedisServer server = server(RedisServer.builder().option("maxmemory-policy", "allkeys-lru"))) {
            assertRefused(server.uri(), Kind.UNFIT, "maxmemory-policy allkeys-lru", "set it to noeviction");
            try (RedisStore store = RedisStore.connect(to(server.uri()).withEvictionAllowed())) {
                assertThat(TestRedis.get(store.inspection().queues())).isEmpty();
            }
        }
    }

    @Test
    void aReplica() {
        try (TestRedis primary = new TestRedis();
                RedisServer replica = server(RedisServer.builder()
                        .option(
                                "replicaof",
                                "127.0.0.1",
                                String.valueOf(primary.server().port()))
                        .option("repl-diskless-sync-delay", "0"))) {
            // While it loads what its primary sent, it says that first.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertRefused(
                            replica.uri(), Kind.NOT_READY, "is a replica", "give the address of the primary"));
        }
    }

    @Test
    void theAddressOfAStoreHoldsNoSecret() {
        try (RedisServer server = server(RedisServer.builder().password(SECRET));
                RedisStore store =
                        RedisStore.connect(to("redis://:" + SECRET + "@127.0.0.1:" + server.port() + "/3"))) {
            assertThat(store.address()).isEqualTo("redis://127.0.0.1:" + server.port() + "/3");
            assertThat(store).hasToString("RedisStore[" + store.address() + "]");
            server.kill();
            assertThat(catchThrowable(() -> TestRedis.get(store.inspection().queues())))
                    .hasMessageNotContaining(SECRET)
                    .isInstanceOf(StoreException.class);
        }
    }

    @Test
    void timeOutsOutsideTheirBoundsAreRefused() {
        assertThat(catchThrowable(() -> to("redis://h").withCommandTimeout(Duration.ofMillis(99))))
                .hasMessageContaining("use 100 ms to 3650 days");
        assertThat(catchThrowable(() -> to("redis://h").withCommandTimeout(Duration.ofSeconds(Long.MAX_VALUE))))
                .hasMessageContaining("3650 days");
    }
}
