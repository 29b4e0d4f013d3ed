package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.JobCodec;
import dev.baton.embedded.RedisServer;
import dev.baton.json.JacksonCodec;
import dev.baton.model.Failure;
import dev.baton.model.JobStatus;
import dev.baton.model.RetryPolicy;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.Lane;
import dev.baton.store.NewJob;
import dev.baton.store.Settlement;
import dev.baton.store.StoreException;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real Redis, a store on it, and a plain connection that looks at the raw truth. */
final class TestRedis implements AutoCloseable {
    static final JobCodec CODEC = new JacksonCodec();
    static final String QUEUE = "q";
    static final String WORKER = "w";
    static final Lane LANE = new Lane(QUEUE, WORKER, 0);

    private final RedisServer server;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final RedisStore store;
    private volatile @Nullable Instant present;
    private volatile LuaScripts scripts = new LuaScripts();
    private int calls;

    TestRedis(String... options) {
        this(Duration.ofSeconds(10), options);
    }

    TestRedis(Duration commandTimeout, String... options) {
        var builder = RedisServer.builder().inMemory();
        for (int i = 0; i < options.length; i += 2) {
            builder.option(options[i], options[i + 1]);
        }
        server = builder.start();
        client = RedisClient.create(server.uri());
        connection = client.connect();
        store = RedisStore.connect(
                RedisStoreOptions.of(server.uri(), CODEC)
                        .withCommandTimeout(commandTimeout)
                        .withClockForTests(() -> present),
                () -> scripts);
    }

    /** From now on the store sends these scripts. */
    void scripts(LuaScripts others) {
        scripts = others;
    }

    RedisServer server() {
        return server;
    }

    RedisStore store() {
        return store;
    }

    RedisCommands<String, String> raw() {
        return connection.sync();
    }

    /** From now on the scripts take this for the present. */
    void clock(Instant instant) {
        present = instant;
    }

    /** An empty Redis that goes by its own clock. */
    void clear() {
        present = null;
        calls = 0;
        raw().flushall();
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(20, SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException known) {
                throw known;
            }
            throw new AssertionError("another exception than the port promises", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    static byte[] tail(String payload) {
        return CODEC.recordTail(
                new JobCodec.Draft("type", payload.getBytes(UTF_8), RetryPolicy.DEFAULT, null, null, List.of(), false));
    }

    static NewJob job(String id) {
        return new NewJob(id, tail("{\"n\":1}"), new NewJob.Start.Now());
    }

    static NewJob job(String id, Duration delay) {
        return new NewJob(id, tail("{\"n\":1}"), new NewJob.Start.After(delay));
    }

    /** A job with a payload of so many letters. */
    static NewJob large(String id, int letters) {
        return new NewJob(id, tail("\"" + "x".repeat(letters) + "\""), new NewJob.Start.Now());
    }

    /** A job that may be started only once. */
    static NewJob onceJob(String id) {
        return new NewJob(id, tail("{\"n\":1}"), new NewJob.Start.Now(), true);
    }

    static byte[] failure(int attempt) {
        return CODEC.writeFailure(new Failure(attempt, Instant.EPOCH, "Boom", "it broke", "", WORKER, null));
    }

    List<EnqueueAnswer> enqueue(NewJob... jobs) {
        return get(store.enqueues().enqueue(QUEUE, List.of(jobs)));
    }

    void enqueueIds(String... ids) {
        List<NewJob> jobs = new ArrayList<>();
        for (String id : ids) {
            jobs.add(job(id));
        }
        enqueue(jobs.toArray(NewJob[]::new));
    }

    boolean join() {
        return get(store.workers().join(QUEUE, WORKER, Duration.ofHours(1)));
    }

    ClaimRequest request(int most) {
        return new ClaimRequest("c" + ++calls, most, 4 << 20);
    }

    ClaimAnswer claim(int most) {
        return get(store.workers().completeAndClaim(LANE, List.of(), request(most)));
    }

    /** Enqueues and claims one job. */
    Claim held(String id) {
        join();
        enqueueIds(id);
        return claim(1).claims().get(0);
    }

    /**
     * A job in this status, or none.
     *
     * @return the claim that held it last, or one that never did
     */
    Claim seed(String id, Optional<JobStatus> status) {
        Claim neverHeld = new Claim(LANE, id, id + " x-1 1", new byte[0], 0, 0, false, 0);
        if (status.isEmpty()) {
            return neverHeld;
        }
        return switch (status.get()) {
            case SCHEDULED -> {
                enqueue(job(id, Duration.ofHours(1)));
                yield neverHeld;
            }
            case PENDING -> {
                enqueue(job(id));
                yield neverHeld;
            }
            case CANCELLED -> {
                enqueue(job(id, Duration.ofHours(1)));
                get(store.inspection().cancel(QUEUE, List.of(id)));
                yield neverHeld;
            }
            case IN_PROGRESS -> held(id);
            case RETRYING -> ended(id, claim -> new Ending.Retry(claim, Duration.ofHours(1), failure(1)));
            case DEAD -> ended(id, claim -> new Ending.Bury(claim, "said so", failure(1), true));
            case DONE -> {
                Claim claim = held(id);
                complete(claim);
                yield claim;
            }
        };
    }

    private Claim ended(String id, Function<Claim, Ending> how) {
        Claim claim = held(id);
        settle(how.apply(claim));
        return claim;
    }

    Settlement complete(Claim claim) {
        return complete(new Ending.Complete(claim, null, null, false)).get(0);
    }

    List<Settlement> complete(Ending.Complete... completions) {
        return get(store.workers().completeAndClaim(completions[0].claim().lane(), List.of(completions), request(0)))
                .settlements();
    }

    Settlement settle(Ending ending) {
        return get(store.workers().settle(ending.claim().lane(), List.of(ending)))
                .get(0);
    }

    Settlement end(Ending ending) {
        return ending instanceof Ending.Complete completion
                ? complete(completion).get(0)
                : settle(ending);
    }

    /** Waits until so many connections are blocked in Redis. */
    void awaitBlocked(int clients) {
        await().until(() -> raw().info("clients").contains("blocked_clients:" + clients));
    }

    /** Claims for a remote consumer. */
    ClaimAnswer lend(int most, Duration lease) {
        return get(store.leases().lend(QUEUE, request(most), lease));
    }

    /** Calls a script with what it takes, and answers what it says. @param keys their last parts */
    List<Object> ask(Function<LuaScripts, LuaScript> script, List<String> keys, String... arguments) {
        return raw().eval(
                        script.apply(scripts).source(),
                        ScriptOutputType.MULTI,
                        keys.stream().map(key -> "baton:{q}:" + key).toArray(String[]::new),
                        arguments);
    }

    /** What is published in the queue from now on, in its order. To be closed. */
    Messages listen() {
        return new Messages(client.connectPubSub(), raw());
    }

    /** What a BLMOVE does whose answer never came. */
    void move() {
        raw().lmove("baton:{q}:pending", "baton:{q}:processing:w", LMoveArgs.Builder.rightLeft());
    }

    @Nullable
    String status(String id) {
        return raw().get("baton:{q}:job:" + id + ":status");
    }

    List<String> list(String name) {
        return raw().lrange("baton:{q}:" + name, 0, -1);
    }

    /** Every key, its exact content and its expiry. */
    TreeMap<String, String> dump() {
        List<String> keys = raw().keys("*");
        List<RedisFuture<byte[]>> contents = new ArrayList<>();
        List<RedisFuture<Long>> expiries = new ArrayList<>();
        for (String key : keys) { // all asked before any is awaited: one round trip instead of hundreds
            contents.add(connection.async().dump(key));
            expiries.add(connection.async().pexpiretime(key));
        }
        TreeMap<String, String> dump = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String content = HexFormat.of().formatHex(get(contents.get(i).toCompletableFuture()));
            dump.put(keys.get(i), content + " " + get(expiries.get(i).toCompletableFuture()));
        }
        return dump;
    }

    @Override
    public void close() {
        store.close();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
    }
}
