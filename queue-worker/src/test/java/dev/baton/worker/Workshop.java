package dev.baton.worker;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.Worker;
import dev.baton.WorkerBuilder;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A queue on a real Redis, workers that are stopped at the end, and the raw truth. */
final class Workshop implements AutoCloseable {
    static final String QUEUE = "shop";
    /** Generous: the machine that runs the tests is busy. */
    static final Duration LONG = Duration.ofSeconds(30);

    private static final String BASE = "baton:{" + QUEUE + "}:";

    final Baton baton;
    final RawRedis redis;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();

    Workshop(RedisUri uri) {
        baton = Baton.connect(uri.uri());
        redis = RawRedis.connect(uri);
    }

    JobQueue queue() {
        return baton.queue(QUEUE);
    }

    /** A worker of the queue; its heartbeat is fast, so that what a heartbeat tells is told soon. */
    Worker worker(int concurrency, Consumer<WorkerBuilder> how) {
        WorkerBuilder builder = baton.worker()
                .queue(QUEUE, queue -> queue.concurrency(concurrency))
                .heartbeat(Duration.ofMillis(200), Duration.ofSeconds(20));
        how.accept(builder);
        return keep(builder.start());
    }

    Worker keep(Worker worker) {
        workers.add(worker);
        return worker;
    }

    String key(String name) {
        return BASE + name;
    }

    String status(String id) {
        return String.valueOf(redis.text("GET", BASE + "job:" + id + ":status"));
    }

    /** Pending ids, front first. */
    List<String> pending() {
        List<String> leftToRight = new ArrayList<>(redis.texts("LRANGE", BASE + "pending", "0", "-1"));
        java.util.Collections.reverse(leftToRight);
        return leftToRight;
    }

    /** What stands in any processing list. */
    List<String> inHand() {
        List<String> elements = new ArrayList<>();
        for (String list : redis.texts("KEYS", BASE + "processing:*")) {
            elements.addAll(redis.texts("LRANGE", list, "0", "-1"));
        }
        return elements;
    }

    /** Failures and crashes of a job, as written. */
    String tries(String id) {
        String tries = redis.text("HGET", BASE + "tries", id);
        return tries == null ? "0 0" : tries.substring(0, tries.lastIndexOf(' '));
    }

    long serverMillis() {
        List<String> time = redis.texts("TIME");
        return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.stop(Duration.ZERO));
        baton.close();
        redis.close();
    }
}
