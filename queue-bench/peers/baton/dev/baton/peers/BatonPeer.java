package dev.baton.peers;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.Worker;
import dev.baton.WorkerListener;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.worker.program.Logging;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** This project, as it is by default. */
public final class BatonPeer implements Peer {
    private static final JobType<Order, Void> ORDER = JobType.of("order", Order.class);

    private final String uri;

    private BatonPeer(String uri) {
        this.uri = uri;
    }

    public static void main(String[] arguments) {
        System.setProperty("baton.log.level", "WARN"); // without it the driver would log every command
        Logging.configure(false);
        PeerProgram.serve(BatonPeer::new);
    }

    @Override
    public String version() {
        return Baton.class.getPackage().getImplementationVersion();
    }

    @Override
    public double enqueue(String queue, int jobs, int callers) throws Exception {
        try (Baton baton = connect()) {
            JobQueue into = connected(baton, queue);
            return Callers.make(jobs, callers, number -> into.enqueue(ORDER, Order.numbered(number)));
        }
    }

    @Override
    public double enqueueInBulk(String queue, int jobs) throws Exception {
        try (Baton baton = connect()) {
            JobQueue into = connected(baton, queue);
            return Callers.make(
                    jobs / PER_CALL, 1, call -> into.enqueueAll(ORDER, Order.numbered(call * PER_CALL, PER_CALL)));
        }
    }

    /** The end is when the worker knows all completions to be recorded. */
    @Override
    public double drain(String queue, int jobs, int concurrency) throws Exception {
        try (Baton baton = connect()) {
            Tally handled = new Tally(jobs);
            long began = System.nanoTime();
            try (Worker worker = baton.worker()
                    .queue(queue, options -> options.concurrency(concurrency))
                    .handle(ORDER, (order, context) -> {
                        handled.count();
                        return null;
                    })
                    .start()) {
                handled.awaitSeconds();
                while (worker.stats().done() < jobs) {
                    LockSupport.parkNanos(100_000);
                }
                return (System.nanoTime() - began) / 1e9;
            }
        }
    }

    @Override
    public Latencies latencies(String queue, int jobs, int perSecond, int concurrency) throws Exception {
        try (Baton producer = connect();
                Baton consumer = connect()) {
            JobQueue into = connected(producer, queue);
            Latencies latencies = new Latencies(jobs, perSecond);
            WorkerListener listener = new WorkerListener() {
                @Override
                public void onSettled(String from, String id, JobStatus to) {
                    latencies.ended(Long.parseLong(id.substring(2)));
                }
            };
            try (Worker worker = consumer.worker()
                    .queue(queue, options -> options.concurrency(concurrency))
                    .listener(listener)
                    .handle(ORDER, (order, context) -> {
                        latencies.started(order.number());
                        return null;
                    })
                    .start()) {
                for (int i = 0; i < jobs; i++) {
                    String id = "l-" + i;
                    latencies.rate().awaitTurn(i);
                    into.enqueueAsync(ORDER, Order.numbered(i), options -> options.id(id));
                }
                latencies.awaitStarts();
                latencies.awaitEnds();
                return latencies;
            }
        }
    }

    private Baton connect() {
        return Baton.connect(uri, options -> options.commandTimeout(Duration.ofSeconds(60)));
    }

    private static JobQueue connected(Baton baton, String queue) {
        JobQueue into = baton.queue(queue);
        into.stats();
        return into;
    }
}
