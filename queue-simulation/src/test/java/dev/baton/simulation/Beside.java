package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.embedded.RedisServer;
import dev.baton.json.JacksonCodec;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Lane;
import dev.baton.store.Store;
import dev.baton.store.SweepStore.StrayPage;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The model and a real Redis side by side: every request goes to both, and both have to say and to hold the same. */
final class Beside implements Server {
    private static final String BASE = "baton:{q}:";

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> bytes;
    private final RedisCommands<String, String> raw;
    private final RedisStore store;
    private final Map<String, byte[]> saved = new HashMap<>();
    private ModelServer model = new ModelServer(java.util.Set.of());
    private volatile Instant present = Instant.EPOCH;
    private long requests;

    Beside(RedisServer server) {
        client = RedisClient.create(server.uri());
        bytes = client.connect(ByteArrayCodec.INSTANCE);
        raw = client.connect().sync();
        store = RedisStore.connect(
                RedisStoreOptions.of(server.uri(), new JacksonCodec()).withClockForTests(() -> present));
    }

    /** Both are empty again. */
    ModelServer anew() {
        raw.flushall();
        saved.clear();
        model = new ModelServer(java.util.Set.of());
        return model;
    }

    long requests() {
        return requests;
    }

    @Override
    public <T> T ask(Function<Store, CompletableFuture<T>> request) {
        requests++;
        T expected = model.ask(request);
        T found;
        try {
            found = request.apply(store).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Redis did not answer what the model answered with " + Words.of(expected), e);
        }
        assertThat(words(found)).as("the answer of Redis").isEqualTo(words(expected));
        compare();
        return expected;
    }

    private static String words(@Nullable Object answer) {
        return answer instanceof StrayPage page ? "strays " + new TreeSet<>(page.workers()) : Words.of(answer);
    }

    @Override
    public @Nullable String move(Lane lane) {
        String expected = model.move(lane);
        String found = raw.lmove(BASE + "pending", list(lane.worker(), lane.number()), LMoveArgs.Builder.rightLeft());
        assertThat(found).isEqualTo(expected);
        compare();
        return expected;
    }

    @Override
    public void clock(long micros) {
        model.clock(micros);
        present = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public void save() {
        model.save();
        saved.clear();
        for (String key : raw.keys("*")) {
            saved.put(key, bytes.sync().dump(key.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void rollBack() {
        model.rollBack();
        raw.flushall();
        saved.forEach((key, dump) ->
                bytes.sync().restore(key.getBytes(StandardCharsets.UTF_8), dump, RestoreArgs.Builder.ttl(0)));
        compare();
    }

    @Override
    public void close() {
        store.close();
        client.shutdown();
    }

    private static String list(String worker, int lane) {
        return BASE + "processing:" + worker + (lane == 0 ? "" : ":" + lane);
    }

    /** Every key of the queue but records, stories and counters, against the model. */
    private void compare() {
        ModelQueue queue = model.queue();
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        expected.put("pending", queue.pending.toString());
        found.put("pending", raw.lrange(BASE + "pending", 0, -1).toString());
        queue.allHands().forEach((worker, lanes) -> {
            for (int lane = 0; lane < Lane.MAX; lane++) {
                expected.put(worker + ":" + lane, lanes.get(lane).toString());
                found.put(
                        worker + ":" + lane,
                        raw.lrange(list(worker, lane), 0, -1).toString());
            }
        });
        expected.put("workers", new TreeMap<>(queue.workers).toString());
        found.put("workers", scores("workers"));
        expected.put("paused", String.valueOf(queue.paused));
        found.put("paused", raw.hexists(BASE + "meta", "paused").toString());
        TreeMap<String, Long> scheduled = new TreeMap<>();
        TreeMap<String, Long> dead = new TreeMap<>();
        TreeMap<String, Long> cancelled = new TreeMap<>();
        TreeMap<String, String> tries = new TreeMap<>();
        TreeSet<String> asked = new TreeSet<>();
        TreeSet<String> stale = new TreeSet<>();
        queue.jobs.forEach((id, job) -> {
            expected.put(id, job.status.word());
            found.put(id, String.valueOf(raw.get(BASE + "job:" + id + ":status")));
            if (job.waits()) {
                scheduled.put(id, job.dueMillis);
            }
            if (job.status == dev.baton.model.JobStatus.DEAD) {
                dead.put(id, job.endedMillis);
            }
            if (job.status == dev.baton.model.JobStatus.CANCELLED) {
                cancelled.put(id, job.endedMillis);
            }
            if (job.tried) {
                tries.put(id, job.failures + " " + job.crashes + " " + job.fence + (job.once ? " once" : ""));
            }
            if (job.asked) {
                asked.add(id);
            }
            if (job.stale) {
                stale.add(id);
            }
        });
        expected.put("scheduled", scheduled.toString());
        found.put("scheduled", scores("scheduled"));
        expected.put("dead", dead.toString());
        found.put("dead", scores("dead"));
        expected.put("cancelled", cancelled.toString());
        found.put("cancelled", scores("cancelled"));
        expected.put("tries", tries.toString());
        found.put("tries", new TreeMap<>(raw.hgetall(BASE + "tries")).toString());
        expected.put("cancelling", asked.toString());
        found.put("cancelling", new TreeSet<>(raw.smembers(BASE + "cancelling")).toString());
        expected.put("stale", stale.toString());
        found.put("stale", new TreeSet<>(raw.smembers(BASE + "stale")).toString());
        expected.put("done", queue.done.toString());
        found.put(
                "done",
                raw.lrange(BASE + "done", 0, -1).stream()
                        .map(element -> {
                            List<String> parts = List.of(element.split(" ", -1));
                            return parts.get(0) + " " + parts.get(1);
                        })
                        .toList()
                        .toString());
        assertThat(found).as("what stands in Redis").isEqualTo(expected);
    }

    private String scores(String key) {
        TreeMap<String, Long> scores = new TreeMap<>();
        for (ScoredValue<String> one : raw.zrangeWithScores(BASE + key, 0, -1)) {
            scores.put(one.getValue(), (long) one.getScore());
        }
        return scores.toString();
    }
}
