package dev.baton.worker;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.WorkerHost;
import dev.baton.WorkerListener;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.model.RetryPolicy;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.HeartbeatAnswer;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import dev.baton.worker.WorkerSettings.QueueSettings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One queue of a worker on a store fed by hand; a job's handler ends when the test says so. */
final class Rig implements AutoCloseable {
    static final byte[] NOTHING = {};

    final HandFedStore store = new HandFedStore();
    final Tally tally = new Tally();
    final AtomicLong expired = new AtomicLong(-1);
    final Ticker ticker = new Ticker("test-ticker");
    final List<Held> started = new CopyOnWriteArrayList<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    final QueueRunner queue;
    final Dispatcher dispatcher;
    final Heartbeat heartbeat;
    final Stillness stillness = new Stillness();
    private final Events events;

    Rig(int concurrency) {
        events = new Events(new WorkerListener() {
            @Override
            public void onSettled(String name, String id, JobStatus to) {
                told.add(id + " " + to.name());
            }

            @Override
            public void onClaimLost(String name, String id) {
                told.add(id + " lost");
            }
        });
        QueueSettings one = new QueueSettings("q", concurrency, 1);
        WorkerSettings settings = new WorkerSettings(
                List.of(one),
                concurrency,
                Duration.ofSeconds(3),
                Duration.ofSeconds(9),
                Duration.ofSeconds(10),
                3,
                Retention.DEFAULT,
                Duration.ZERO,
                Threads.POOL,
                Events.NOBODY,
                null);
        SecureRandom random = new SecureRandom();
        WorkerParts parts = new WorkerParts(
                new WorkerHost(store, new JacksonCodec()),
                settings,
                ticker,
                tally,
                events,
                stillness,
                () -> Incarnation.newName(random));
        dispatcher =
                new Dispatcher(concurrency, 2, HandlerThreads.of(Threads.POOL), this::hold, new Dispatcher.Listener() {
                    @Override
                    public void quietBegins(List<Held> withdrawn) {}

                    @Override
                    public boolean holdsNothingElse() {
                        return true;
                    }

                    @Override
                    public void quietEnds() {}

                    @Override
                    public void slotIsFree() {}
                });
        dispatcher.addQueue("q", concurrency, 1);
        queue = new QueueRunner(one, parts, dispatcher);
        heartbeat = new Heartbeat(queue, expired::set);
        queue.join("w-0");
    }

    /** A handler that is under way until {@link #end}; its thread is not kept, for nothing is asked of it. */
    private void hold(Held held) {
        held.begin(new Thread("a handler that stands still"));
        started.add(held);
    }

    void end(Held held, dev.baton.store.@Nullable Ending ending) {
        held.end();
        queue.ended(held, ending);
    }

    Life life() {
        Life life = queue.life();
        if (life == null) {
            throw new IllegalStateException("between two lives");
        }
        return life;
    }

    FetchLane lane() {
        return life().lanes().get(0);
    }

    static Claim claim(Lane lane, String id, String nonce) {
        return new Claim(lane, id, id + " " + nonce + " 1700000000000000", NOTHING, 0, 0, false, 1_700_000_000_000L);
    }

    static ClaimAnswer taken(Claim... claims) {
        return new ClaimAnswer(Verdict.TAKEN, List.of(claims), List.of(), List.of(), 1_700_000_000_000L);
    }

    static ClaimAnswer answer(Verdict verdict, Settlement... settlements) {
        return new ClaimAnswer(verdict, List.of(), List.of(), List.of(settlements), 1_700_000_000_000L);
    }

    static List<Settlement> recorded(List<? extends dev.baton.store.Ending> endings) {
        List<Settlement> settlements = new ArrayList<>();
        endings.forEach(ending -> settlements.add(new Settlement(ending.claim().id(), true, null)));
        return settlements;
    }

    static HeartbeatAnswer beat(boolean live, String... elements) {
        return new HeartbeatAnswer(
                live, Map.of(0, List.of(elements)), Set.of(), false, OptionalLong.empty(), 0, 0, 1_700_000_000_000L);
    }

    static JobRecord record(RetryPolicy retry) {
        return new JobRecord(
                "type",
                "{}".getBytes(StandardCharsets.UTF_8),
                Instant.ofEpochMilli(1_700_000_000_000L),
                retry,
                null,
                null,
                List.of(),
                false);
    }

    /** Of a job that may be started only once. */
    static JobRecord onceRecord() {
        return new JobRecord(
                "type",
                "{}".getBytes(StandardCharsets.UTF_8),
                Instant.ofEpochMilli(1_700_000_000_000L),
                RetryPolicy.DEFAULT, // whatever it says
                Duration.ofSeconds(1),
                null,
                List.of(),
                true,
                false);
    }

    @Override
    public void close() {
        ticker.close();
        events.close();
        dispatcher.close();
    }
}
