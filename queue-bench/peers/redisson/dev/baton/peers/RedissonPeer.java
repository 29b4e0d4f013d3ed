package dev.baton.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RBlockingDeque;
import org.redisson.api.RedissonClient;
import org.redisson.codec.TypedJsonJacksonCodec;

/**
 * A reliable queue made by hand of the free Redisson (its own reliable queue is sold with Redisson PRO): each thread moves
 * a job to a list of jobs in progress, handles it, and removes it from there. What a dead process had in progress stays in
 * that list until somebody moves it back; nobody does here.
 */
public final class RedissonPeer implements Peer {
    private final String uri;

    private RedissonPeer(String uri) {
        this.uri = uri;
    }

    public static void main(String[] arguments) {
        PeerProgram.serve(RedissonPeer::new);
    }

    @Override
    public String version() {
        return RedissonConnection.version();
    }

    @Override
    public double enqueue(String queue, int jobs, int callers) throws Exception {
        try (RedissonConnection redisson = new RedissonConnection(uri, callers)) {
            RBlockingDeque<Order> into = pending(redisson.client(), queue);
            return Callers.make(jobs, callers, number -> into.addFirst(Order.numbered(number)));
        }
    }

    @Override
    public double enqueueInBulk(String queue, int jobs) throws Exception {
        try (RedissonConnection redisson = new RedissonConnection(uri, 1)) {
            RBlockingDeque<Order> into = pending(redisson.client(), queue);
            return Callers.make(
                    jobs / PER_CALL,
                    1,
                    call -> into.addFirst(
                            Order.numbered(call * PER_CALL, PER_CALL).toArray(Order[]::new)));
        }
    }

    @Override
    public double drain(String queue, int jobs, int concurrency) throws Exception {
        try (RedissonConnection redisson = new RedissonConnection(uri, concurrency)) {
            Tally tally = new Tally(jobs);
            try (Workers workers = new Workers(redisson.client(), queue, concurrency, order -> {}, tally)) {
                return workers.await();
            }
        }
    }

    @Override
    public Latencies latencies(String queue, int jobs, int perSecond, int concurrency) throws Exception {
        try (RedissonConnection producer = new RedissonConnection(uri, 1);
                RedissonConnection consumer = new RedissonConnection(uri, concurrency)) {
            RBlockingDeque<Order> into = pending(producer.client(), queue);
            into.size();
            Latencies latencies = new Latencies(jobs, perSecond);
            Tally tally = new Tally(jobs);
            try (Workers workers = new Workers(
                    consumer.client(), queue, concurrency, order -> latencies.started(order.number()), tally)) {
                for (int i = 0; i < jobs; i++) {
                    latencies.rate().awaitTurn(i);
                    into.addFirstAsync(Order.numbered(i));
                }
                latencies.awaitStarts();
                workers.await();
                return latencies;
            }
        }
    }

    private static RBlockingDeque<Order> pending(RedissonClient redisson, String queue) {
        return redisson.getBlockingDeque(queue + ":pending", new TypedJsonJacksonCodec(Order.class));
    }

    /** What users write themselves. */
    private static final class Workers implements AutoCloseable {
        interface Handler {
            void handle(Order order);
        }

        private final Tally tally;
        private final ExecutorService threads;
        private final List<Future<?>> loops = new ArrayList<>();

        Workers(RedissonClient redisson, String queue, int concurrency, Handler handler, Tally tally) {
            this.tally = tally;
            threads = Executors.newFixedThreadPool(concurrency);
            RBlockingDeque<Order> pending = pending(redisson, queue);
            RBlockingDeque<Order> inProgress =
                    redisson.getBlockingDeque(queue + ":in-progress", new TypedJsonJacksonCodec(Order.class));
            for (int i = 0; i < concurrency; i++) {
                loops.add(threads.submit(() -> {
                    while (!tally.isComplete()) {
                        Order order = pending.pollLastAndOfferFirstTo(inProgress.getName(), 1, TimeUnit.SECONDS);
                        if (order != null) {
                            handler.handle(order);
                            inProgress.remove(order);
                            tally.count();
                        }
                    }
                    return null;
                }));
            }
        }

        double await() throws InterruptedException {
            return tally.awaitSeconds();
        }

        /** The threads that still wait for jobs end within a second. */
        @Override
        public void close() throws Exception {
            threads.shutdown();
            for (Future<?> loop : loops) {
                loop.get();
            }
        }
    }
}
