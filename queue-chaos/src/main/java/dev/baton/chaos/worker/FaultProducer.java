package dev.baton.chaos.worker;

import dev.baton.BackpressureException;
import dev.baton.Baton;
import dev.baton.DurableEnqueue;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.UncertainEnqueueException;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.sabotage.SabotagedStore;
import dev.baton.chaos.worker.Work.Receipt;
import dev.baton.json.JacksonCodec;
import dev.baton.model.Durability;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Store;
import dev.baton.store.StoreException;
import dev.baton.worker.program.Logging;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A producer in a JVM of its own, as a careful one is: ids of its own, and the same id again until it is known to be
 * there. Tells {@code enq.invoke}, {@code enq.ok}, {@code enq.ambiguous} and {@code enq.refused}, and {@code over} at its
 * end. Words: URI, queue, prefix of the ids, how many, milliseconds between two, every how many-th fails once, and
 * {@code durable} for one that wants to know whether a replica has the job: then {@code enq.durable} tells that it has.
 */
public final class FaultProducer {
    private static final Duration PATIENCE = Duration.ofMillis(20);
    private static final Durability A_REPLICA = Durability.replicas(1).within(Duration.ofMillis(300));

    private final Baton baton;
    private final EventLog log;
    private final String queue;
    private final boolean durable;

    private FaultProducer(Baton baton, EventLog log, String queue, boolean durable) {
        this.baton = baton;
        this.log = log;
        this.queue = queue;
        this.durable = durable;
    }

    private static Store store(String uri) {
        Store store = RedisStore.connect(RedisStoreOptions.of(uri, new JacksonCodec()));
        return Sabotage.ofThisProcess()
                .<Store>map(sabotage -> SabotagedStore.by(sabotage, store))
                .orElse(store);
    }

    public static void main(String[] words) throws Exception {
        Logging.configure(false);
        var log = EventLog.ofThisProcess();
        int jobs = Integer.parseInt(words[3]);
        long pause = Long.parseLong(words[4]);
        int failing = Integer.parseInt(words[5]);
        try (var baton = Baton.on(store(words[0]), options -> {})) {
            log.say("up");
            var producer = new FaultProducer(baton, log, words[1], words.length > 6);
            for (int i = 0; i < jobs; i++) {
                producer.enqueue(words[2] + i, failing > 0 && i % failing == 0 ? Work.FAILING : Work.QUICK);
                rest(Duration.ofMillis(pause));
            }
        }
        log.say("over");
        Runtime.getRuntime().halt(0);
    }

    private void enqueue(String id, Work work) throws InterruptedException {
        log.say("enq.invoke id=" + id);
        boolean known = false;
        while (!known) {
            try {
                var job = enqueued(id, work);
                log.say("enq.ok id=" + id + " how="
                        + job.enqueued()
                                .map(how -> how.getClass().getSimpleName())
                                .orElse("unknown"));
                known = true;
            } catch (UncertainEnqueueException e) {
                log.say("enq.ambiguous id=" + id);
                rest(PATIENCE);
            } catch (StoreException | BackpressureException e) {
                log.say("enq.refused id=" + id + " kind="
                        + (e instanceof StoreException refused ? refused.kind() : "BACKPRESSURE"));
                rest(PATIENCE);
            }
        }
    }

    private JobHandle<Receipt> enqueued(String id, Work work) {
        JobQueue jobs = baton.queue(queue);
        if (!durable) {
            return jobs.enqueue(Work.TYPE, work, how -> how.id(id));
        }
        var answer = jobs.enqueueDurable(Work.TYPE, work, A_REPLICA, how -> how.id(id));
        if (answer instanceof DurableEnqueue.Confirmed) {
            log.say("enq.durable id=" + id);
        }
        return answer.jobs();
    }

    private static void rest(Duration time) throws InterruptedException {
        if (!time.isZero() && new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }
}
