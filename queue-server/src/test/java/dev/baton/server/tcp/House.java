package dev.baton.server.tcp;

import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.json.JacksonCodec;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.server.Gateway;
import dev.baton.server.access.Access;
import dev.baton.server.lending.LendingDesk;
import dev.baton.server.tls.ServerTls;
import dev.baton.store.Store;
import dev.baton.store.StoreException;
import dev.baton.testkit.ManualClock;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** A gateway with nothing but a TCP door, on a real Redis whose clock a test moves by hand. */
final class House implements AutoCloseable {
    final ManualClock clock = ManualClock.atPresent();
    final Store store;
    final Baton baton;
    final TcpDoor door;
    private final LendingDesk desk;
    private final RawRedis raw;

    private House(
            RedisUri redis, Duration commandTimeout, Access access, TcpSettings settings, Optional<ServerTls> tls) {
        raw = RawRedis.connect(redis);
        var codec = new JacksonCodec();
        store = RedisStore.connect(RedisStoreOptions.of(redis.uri(), codec)
                .withCommandTimeout(commandTimeout)
                .withClockForTests(clock::instant));
        baton = Baton.on(store, options -> {});
        desk = new LendingDesk(store, codec, (queue, lease) -> {});
        door = TcpDoor.open(new Gateway(baton, store, desk, access), settings, tls);
    }

    static House open(RedisUri redis) {
        return open(redis, settings -> settings);
    }

    static House open(RedisUri redis, UnaryOperator<TcpSettings> how) {
        return open(redis, Access.open(), how);
    }

    static House open(RedisUri redis, Access access, UnaryOperator<TcpSettings> how) {
        return new House(
                redis, Duration.ofSeconds(10), access, how.apply(TcpSettings.DEFAULTS.withPort(0)), Optional.empty());
    }

    /** One whose door speaks TLS. */
    static House secured(RedisUri redis, ServerTls tls) {
        return new House(
                redis, Duration.ofSeconds(10), Access.open(), TcpSettings.DEFAULTS.withPort(0), Optional.of(tls));
    }

    /** One that waits for Redis for a second only. */
    static House impatient(RedisUri redis) {
        return new House(
                redis, Duration.ofSeconds(1), Access.open(), TcpSettings.DEFAULTS.withPort(0), Optional.empty());
    }

    /** Until Redis answers again. */
    void awaitRedis() {
        await("Redis answers")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(StoreException.class)
                .until(() -> baton.queue("mail").stats().pending() >= 0);
    }

    /** Somebody at the door. */
    Peer peer() {
        return Peer.connect(door.port());
    }

    /** How many connections wait in Redis for a job. */
    long blockedClients() {
        return String.valueOf(raw.text("INFO", "clients"))
                .lines()
                .filter(line -> line.startsWith("blocked_clients:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }

    /** One pass of the duty that takes back leases that ran out. */
    int lapse(String queue) {
        try {
            return store.sweeps()
                    .lapse(queue, 1000, 100)
                    .get(10, TimeUnit.SECONDS)
                    .reclaimed()
                    .size();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets a lease of this length run out, and takes back what had it. */
    int lapseAfter(Duration lease, String queue) {
        clock.advance(lease.plusMillis(1));
        return lapse(queue);
    }

    @Override
    public void close() {
        door.close();
        desk.close();
        baton.close();
        raw.close();
    }
}
