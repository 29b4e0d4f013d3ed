package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.embedded.RedisServer;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobType;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Claim;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Redis, a client on it, somebody who does the jobs by hand, and a plain connection that looks at the truth. */
final class ClientRedis implements AutoCloseable {
    record Welcome(String email, String name) {}

    record Receipt(String id) {}

    static final JobType<Welcome, Receipt> WELCOME = JobType.of("welcome", Welcome.class, Receipt.class);
    static final Welcome ADA = new Welcome("ada@example.com", "Ada");

    private static final Lane LANE = new Lane("emails", "w", 0);
    private static final JacksonCodec CODEC = new JacksonCodec();

    private final RedisServer server = RedisServer.builder().inMemory().start();
    private final RedisClient client = RedisClient.create(server.uri());
    private final StatefulRedisConnection<String, String> connection = client.connect();
    private final RedisStore worker = RedisStore.connect(RedisStoreOptions.of(server.uri(), CODEC));
    private final AtomicInteger calls = new AtomicInteger();
    private final Baton baton;

    ClientRedis(Duration timeout) {
        baton = Baton.connect(server.uri(), options -> options.commandTimeout(timeout));
        join();
    }

    Baton baton() {
        return baton;
    }

    JobQueue emails() {
        return baton.queue("emails");
    }

    RedisServer server() {
        return server;
    }

    RedisCommands<String, String> raw() {
        return connection.sync();
    }

    void clear() {
        raw().flushall();
        join();
    }

    private void join() {
        assertThat(worker.workers().join("emails", "w", Duration.ofHours(1)).join())
                .isTrue();
    }

    List<Claim> claim(int most) {
        return worker.workers()
                .completeAndClaim(LANE, List.of(), new ClaimRequest("c" + calls.incrementAndGet(), most, 4 << 20))
                .join()
                .claims();
    }

    /** Claims the next job and ends it so. */
    Claim end(Function<Claim, Ending> how) {
        Claim claim = claim(1).get(0);
        Ending ending = how.apply(claim);
        if (ending instanceof Ending.Complete completion) {
            worker.workers()
                    .completeAndClaim(LANE, List.of(completion), new ClaimRequest("none", 0, 1))
                    .join();
        } else {
            worker.workers().settle(LANE, List.of(ending)).join();
        }
        return claim;
    }

    static Function<Claim, Ending> done(Receipt receipt) {
        return claim -> new Ending.Complete(claim, CODEC.encode(receipt), null, false);
    }

    static Function<Claim, Ending> buried(String message) {
        return claim -> new Ending.Bury(
                claim,
                "attempts exhausted",
                CODEC.writeFailure(new dev.baton.model.Failure(
                        claim.attempt(), java.time.Instant.EPOCH, "Boom", message, "at a.b(C.java)", "w", null)),
                true);
    }

    /** How often a command was called, by Redis's own count. */
    long called(String command) {
        Matcher found = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(raw().info("commandstats"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** Everything that was called but for the looking itself. */
    String commands() {
        return raw().info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_") && !line.startsWith("cmdstat_info"))
                .map(line -> line.replaceAll(",.*", ""))
                .sorted()
                .toList()
                .toString();
    }

    @Override
    public void close() {
        baton.close();
        worker.close();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
    }
}
