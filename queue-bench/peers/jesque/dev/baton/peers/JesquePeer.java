package dev.baton.peers;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.greghaines.jesque.Config;
import net.greghaines.jesque.ConfigBuilder;
import net.greghaines.jesque.Job;
import net.greghaines.jesque.client.Client;
import net.greghaines.jesque.client.ClientImpl;
import net.greghaines.jesque.client.ClientPoolImpl;
import net.greghaines.jesque.utils.PoolUtils;
import net.greghaines.jesque.worker.MapBasedJobFactory;
import net.greghaines.jesque.worker.WorkerEvent;
import net.greghaines.jesque.worker.WorkerImpl;
import net.greghaines.jesque.worker.WorkerListener;
import net.greghaines.jesque.worker.WorkerPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Jedis;

/**
 * jesque, a pool of workers with a connection each. What a dead worker had in flight stays in a list of its own; nothing
 * takes it back. An idle worker looks for jobs every half second, which cannot be set.
 */
public final class JesquePeer implements Peer {
    private final URI uri;

    private JesquePeer(String uri) {
        this.uri = URI.create(uri);
    }

    public static void main(String[] arguments) {
        PeerProgram.serve(JesquePeer::new);
    }

    /** A job as jesque makes it for each run, of the JSON that it has parsed. */
    public static final class OrderJob implements Runnable {
        private final Order order;

        public OrderJob(Map<String, Object> json) {
            order = new Order(
                    ((Number) json.get("number")).longValue(),
                    (String) json.get("customer"),
                    (String) json.get("address"),
                    ((Number) json.get("amount")).doubleValue());
        }

        static Job of(Order order) {
            Map<String, Object> json = Map.of(
                    "number", order.number(),
                    "customer", order.customer(),
                    "address", order.address(),
                    "amount", order.amount());
            return new Job("order", new Object[] {json});
        }

        @Override
        public void run() {}
    }

    @Override
    public String version() {
        // Its manifest has none; the JAR is called jesque-2.2.0.jar.
        String jar =
                Client.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceAll(".*/jesque-|\\.jar$", "");
    }

    @Override
    public double enqueue(String queue, int jobs, int callers) throws Exception {
        Client client = callers == 1 ? new ClientImpl(config(queue)) : pooled(queue, callers);
        try {
            return Callers.make(jobs, callers, number -> client.enqueue(queue, OrderJob.of(Order.numbered(number))));
        } finally {
            client.end();
        }
    }

    @Override
    public double enqueueInBulk(String queue, int jobs) throws Exception {
        Client client = new ClientImpl(config(queue));
        try {
            return Callers.make(
                    jobs / PER_CALL,
                    1,
                    call -> client.batchEnqueue(
                            queue,
                            Order.numbered(call * PER_CALL, PER_CALL).stream()
                                    .map(OrderJob::of)
                                    .toList()));
        } finally {
            client.end();
        }
    }

    /**
     * A success is told when it is counted in Redis; the list of jobs in flight is tidied a moment later, which for the
     * last jobs is not in the time.
     */
    @Override
    public double drain(String queue, int jobs, int concurrency) throws Exception {
        Tally tally = new Tally(jobs);
        WorkerPool workers = workers(queue, concurrency, WorkerEvent.JOB_SUCCESS, job -> tally.count());
        try {
            return tally.awaitSeconds();
        } finally {
            workers.endAndJoin(false, TimeUnit.SECONDS.toMillis(30));
        }
    }

    @Override
    public Latencies latencies(String queue, int jobs, int perSecond, int concurrency) throws Exception {
        Client client = new ClientImpl(config(queue));
        Latencies latencies = new Latencies(jobs, perSecond);
        WorkerPool workers =
                workers(queue, concurrency, WorkerEvent.JOB_EXECUTE, job -> latencies.started(job.order.number()));
        try {
            for (int i = 0; i < jobs; i++) {
                latencies.rate().awaitTurn(i);
                client.enqueue(queue, OrderJob.of(Order.numbered(i)));
            }
            latencies.awaitStarts();
            return latencies;
        } finally {
            workers.endAndJoin(false, TimeUnit.SECONDS.toMillis(30));
            client.end();
        }
    }

    private interface JobListener {
        void on(OrderJob job);
    }

    private WorkerPool workers(String queue, int count, WorkerEvent event, JobListener listener) {
        Config config = config(queue);
        MapBasedJobFactory factory = new MapBasedJobFactory(Map.of("order", OrderJob.class));
        WorkerPool workers = new WorkerPool(() -> new WorkerImpl(config, List.of(queue), factory), count);
        WorkerListener adapter = (what, worker, from, job, runner, result, failure) -> listener.on((OrderJob) runner);
        workers.getWorkerEventEmitter().addListener(adapter, event);
        workers.run();
        return workers;
    }

    private Client pooled(String queue, int connections) {
        GenericObjectPoolConfig<Jedis> size = new GenericObjectPoolConfig<>();
        size.setMaxTotal(connections);
        size.setMaxIdle(connections);
        Config config = config(queue);
        return new ClientPoolImpl(config, PoolUtils.createJedisPool(config, size));
    }

    /** The namespace puts the queue's name into every key, those of the workers too. */
    private Config config(String queue) {
        ConfigBuilder config = new ConfigBuilder()
                .withHost(uri.getHost())
                .withPort(uri.getPort() < 0 ? ConfigBuilder.DEFAULT_PORT : uri.getPort())
                .withNamespace(queue);
        if (uri.getUserInfo() != null) {
            config.withPassword(uri.getUserInfo().substring(uri.getUserInfo().indexOf(':') + 1));
        }
        if (uri.getPath() != null && uri.getPath().length() > 1) {
            config.withDatabase(Integer.parseInt(uri.getPath().substring(1)));
        }
        return config.build();
    }
}
