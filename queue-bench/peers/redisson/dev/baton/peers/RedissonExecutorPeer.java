package dev.baton.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.redisson.api.RScheduledExecutorService;
import org.redisson.api.WorkerOptions;
import org.redisson.api.executor.TaskFinishedListener;
import org.redisson.api.executor.TaskListener;
import org.redisson.api.executor.TaskStartedListener;

/**
 * Redisson's distributed executor service: a job is an object with code, sent through Redis, here with its payload as JSON.
 * A task whose worker died is put back after the retry interval, 5 minutes by default. Results wait for an hour under keys
 * called after the client, in which the queue's name is not.
 */
public final class RedissonExecutorPeer implements Peer {
    private final String uri;

    private RedissonExecutorPeer(String uri) {
        this.uri = uri;
    }

    public static void main(String[] arguments) {
        PeerProgram.serve(RedissonExecutorPeer::new);
    }

    /** The job, which Redisson makes anew from its bytes for each run. */
    public record OrderTask(String json) implements Callable<Boolean>, Serializable {
        private static final ObjectMapper JSON = new ObjectMapper();

        static OrderTask numbered(int number) {
            try {
                return new OrderTask(JSON.writeValueAsString(Order.numbered(number)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        static OrderTask[] numbered(int from, int count) {
            OrderTask[] tasks = new OrderTask[count];
            Arrays.setAll(tasks, i -> numbered(from + i));
            return tasks;
        }

        @Override
        public Boolean call() throws JsonProcessingException {
            return JSON.readValue(json, Order.class).number() >= 0;
        }
    }

    @Override
    public String version() {
        return RedissonConnection.version();
    }

    @Override
    public double enqueue(String queue, int jobs, int callers) throws Exception {
        try (RedissonConnection redisson = new RedissonConnection(uri, callers)) {
            RScheduledExecutorService into = redisson.client().getExecutorService(queue);
            return Callers.make(jobs, callers, number -> into.submit(OrderTask.numbered(number)));
        }
    }

    @Override
    public double enqueueInBulk(String queue, int jobs) throws Exception {
        try (RedissonConnection redisson = new RedissonConnection(uri, 1)) {
            RScheduledExecutorService into = redisson.client().getExecutorService(queue);
            return Callers.make(jobs / PER_CALL, 1, call -> into.submit(OrderTask.numbered(call * PER_CALL, PER_CALL)));
        }
    }

    @Override
    public double drain(String queue, int jobs, int concurrency) throws Exception {
        try (RedissonConnection redisson = new RedissonConnection(uri, concurrency)) {
            Tally tally = new Tally(jobs);
            RScheduledExecutorService workers =
                    workers(redisson, queue, concurrency, (TaskFinishedListener) id -> tally.count());
            double seconds = tally.awaitSeconds();
            workers.deregisterWorkers();
            return seconds;
        }
    }

    @Override
    public Latencies latencies(String queue, int jobs, int perSecond, int concurrency) throws Exception {
        try (RedissonConnection producer = new RedissonConnection(uri, 1);
                RedissonConnection consumer = new RedissonConnection(uri, concurrency)) {
            RScheduledExecutorService into = producer.client().getExecutorService(queue);
            into.getTaskCount();
            Latencies latencies = new Latencies(jobs, perSecond);
            RScheduledExecutorService workers = workers(consumer, queue, concurrency, (TaskStartedListener)
                    id -> latencies.started(Long.parseLong(id.substring(2))));
            for (int i = 0; i < jobs; i++) {
                OrderTask task = OrderTask.numbered(i);
                latencies.rate().awaitTurn(i);
                into.submitAsync("l-" + i, task);
            }
            latencies.awaitStarts();
            workers.deregisterWorkers();
            return latencies;
        }
    }

    private static RScheduledExecutorService workers(
            RedissonConnection redisson, String queue, int count, TaskListener listener) {
        RScheduledExecutorService workers = redisson.client().getExecutorService(queue);
        workers.registerWorkers(WorkerOptions.defaults().workers(count).addListener(listener));
        return workers;
    }
}
