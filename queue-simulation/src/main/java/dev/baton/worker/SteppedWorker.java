package dev.baton.worker;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.WorkerHost;
import dev.baton.codec.JobCodec;
import dev.baton.model.JobRecord;
import dev.baton.model.Outcome;
import dev.baton.model.Retention;
import dev.baton.model.RetryPolicy;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.Store;
import dev.baton.worker.Handlers.Ended;
import dev.baton.worker.WorkerSettings.QueueSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The worker's own code without a thread: every duty, every timer and every handler moves only when it is told to. It
 * stands in the runtime's package because it is built of the runtime's parts. What of them is not here: the dispatcher's
 * threads, and so the job that runs alone; handlers are begun and ended by hand.
 */
@NullMarked
public final class SteppedWorker {
    /** How a handler ends. */
    public enum Way {
        RETURNS,
        THROWS,
        SNOOZES,
        GIVES_UP,
        CANCELS
    }

    /** Where the worker's rules are kept or, on purpose, not. */
    public enum Care {
        FULL,
        ADOPTS_IN_FLIGHT,
        LOSES_BY_OLD_ANSWERS,
        FORGETS_ENDINGS,
        TAKES_ONCE_FOR_ANY
    }

    /** A job in this worker's hand whose handler runs. */
    public static final class Attempt {
        private final Held held;

        private Attempt(Held held) {
            this.held = held;
        }

        public Claim claim() {
            return held.claim();
        }

        /** Whether its handler was told that the claim is no longer its own. */
        public boolean isLost() {
            return held.stop() == Held.Stop.CLAIM_LOST;
        }
    }

    private static final String QUEUE = "q";
    private static final Duration EXPIRY = Duration.ofSeconds(9);
    private static final int MAX_CRASHES = 3;
    private static final QueueSettings SETTINGS = new QueueSettings(QUEUE, 2, 1);
    private static final WorkerSettings ALL = new WorkerSettings(
            List.of(SETTINGS),
            2,
            Duration.ofSeconds(3),
            EXPIRY,
            Duration.ofSeconds(10),
            MAX_CRASHES,
            Retention.DEFAULT,
            Duration.ZERO,
            Threads.POOL,
            Events.NOBODY,
            null);
    private static final Events EVENTS = new Events(Events.NOBODY);
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final JobCodec CODEC = new FailuresOnly();
    private static final Judgement JUDGEMENT = new Judgement(CODEC, CLOCK, () -> 0L);
    /** Never started: handlers are told to stop by an interrupt, and here nobody minds it. */
    private static final Thread NOBODY = new Thread("a handler in a simulation");

    private static final JobRecord ANY = record(false);
    private static final JobRecord ONCE = record(true);
    private static final Duration SNOOZE = Duration.ofSeconds(1);
    private static final RuntimeException FAILURE = new RuntimeException("simulated", null, false, false) {};

    private final Tally tally = new Tally();
    private final SteppedTime time;
    private final Hands hands = new Hands();
    private final QueueRunner queue;
    private final Reclaimer reclaimer;
    private final Janitor janitor;
    private final Salvage salvage;
    private final Care care;
    private final Runnable heartbeat;
    private boolean stopping;
    private boolean gone;

    /**
     * @param store answers a join at once, and everything else when it likes
     * @param names makes names of incarnations
     * @param nanos shows the time that this worker measures
     */
    public SteppedWorker(Store store, Supplier<String> names, LongSupplier nanos, Care care) {
        time = new SteppedTime(nanos);
        WorkerParts parts =
                new WorkerParts(new WorkerHost(store, CODEC), ALL, time, tally, EVENTS, new Stillness(), names);
        queue = new QueueRunner(SETTINGS, parts, hands);
        reclaimer = new Reclaimer(QUEUE, store.sweeps(), MAX_CRASHES, EXPIRY, nanos, tally);
        janitor = new Janitor(QUEUE, store.sweeps(), reclaimer);
        salvage = new Salvage(queue, reclaimer);
        Heartbeat careful = new Heartbeat(queue, reclaimer::heard);
        this.care = care;
        heartbeat = care == Care.FULL || care == Care.TAKES_ONCE_FOR_ANY
                ? careful::pass
                : new CarelessHeartbeat(queue, care)::pass;
        queue.join(names.get());
        queue.fetch();
    }

    private static JobRecord record(boolean once) {
        return new JobRecord(
                "type",
                new byte[0],
                Instant.EPOCH,
                new RetryPolicy(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(4), 0),
                null,
                null,
                List.of(),
                once,
                false);
    }

    /** The last byte of a simulated record tells whether the job may be started only once. */
    private JobRecord recordOf(Claim claim) {
        byte[] record = claim.record();
        return record[record.length - 1] == 1 && care != Care.TAKES_ONCE_FOR_ANY ? ONCE : ANY;
    }

    public void beat() {
        heartbeat.run();
    }

    public void reclaim() {
        reclaimer.pass();
    }

    public void walk() {
        janitor.pass();
    }

    public void salvage() {
        salvage.pass();
    }

    public void watch() {
        queue.watch();
    }

    public int timers() {
        return time.waiting();
    }

    public void ring(int which) {
        time.ring(which);
    }

    public int waiting() {
        return hands.waiting.size();
    }

    public List<Attempt> running() {
        return hands.running;
    }

    /** How often the worker's own code was found wrong. */
    public long mistakes() {
        return tally.mistakes.sum();
    }

    /**
     * A handler thread takes up a job that waits, as {@link Run} does.
     *
     * @return the attempt, if it began: else it was given back, or has to wait for the heartbeat
     */
    public Optional<Attempt> start(int which) {
        Held held = hands.waiting.get(which);
        Incarnation life = held.lane().incarnation();
        if (!life.isSurelyLive()) {
            if (life.isExpired() || stopping) {
                hands.waiting.remove(which);
                queue.ended(held, held.withdraw() ? new Ending.Release(held.claim()) : null);
            }
            return Optional.empty();
        }
        hands.waiting.remove(which);
        if (!held.begin(NOBODY)) {
            queue.ended(held, held.withdraw() ? Run.notStarted(held, held.claim()) : null);
            return Optional.empty();
        }
        Optional<Ending> abandoned = JUDGEMENT.startedBefore(held.claim(), recordOf(held.claim()));
        if (abandoned.isPresent()) {
            held.end();
            queue.ended(held, abandoned.get());
            return Optional.empty();
        }
        Attempt attempt = new Attempt(held);
        hands.running.add(attempt);
        return Optional.of(attempt);
    }

    /** A handler ends. */
    public void end(int which, Way way) {
        Held held = hands.running.remove(which).held;
        Optional<Ending> ending = switch (way) {
            case RETURNS -> returned(held, Outcome.done());
            case THROWS ->
                JUDGEMENT.threw(held.claim(), recordOf(held.claim()), FAILURE, new ErrorRules(), held.stop());
            case SNOOZES -> returned(held, Outcome.snooze(SNOOZE));
            case GIVES_UP -> returned(held, Outcome.dead("gave up"));
            case CANCELS -> returned(held, Outcome.cancel("changed its mind"));
        };
        held.end();
        queue.ended(held, ending.orElse(null));
    }

    private Optional<Ending> returned(Held held, Outcome<byte[]> outcome) {
        return JUDGEMENT.returned(held.claim(), recordOf(held.claim()), new Ended(outcome, null), held.stop());
    }

    /** The orderly end begins: nothing more is claimed or started. @return false if it had begun before */
    public boolean stop() {
        if (stopping) {
            return false;
        }
        stopping = true;
        queue.stopClaiming();
        List<Held> withdrawn = new ArrayList<>(hands.waiting);
        hands.waiting.clear();
        withdrawn.removeIf(held -> !held.withdraw());
        queue.giveBack(withdrawn);
        return true;
    }

    /** What was gathered goes back. @return false unless the worker stops */
    public boolean sendBack() {
        if (stopping) {
            queue.sendBack();
        }
        return stopping;
    }

    /** The goodbye, when no handler runs. @return whether it was time for it */
    public boolean leave() {
        if (!stopping || gone || !hands.running.isEmpty()) {
            return false;
        }
        gone = true;
        queue.leaveSoon();
        queue.leave();
        return true;
    }

    /** Whether it has said goodbye: the process has nothing more to do. */
    public boolean isGone() {
        return gone;
    }

    public boolean isStopping() {
        return stopping;
    }

    /** Starts what it is given when it is told to. */
    private final class Hands implements Starter {
        final List<Held> waiting = new ArrayList<>();
        final List<Attempt> running = new ArrayList<>();

        @Override
        public List<Held> offer(Collection<Held> jobs) {
            if (stopping) {
                return new ArrayList<>(jobs);
            }
            waiting.addAll(jobs);
            return new ArrayList<>();
        }

        @Override
        public boolean quiet() {
            return false;
        }

        @Override
        public void lessInHand() {}

        @Override
        public int running(String name) {
            return running.size();
        }

        @Override
        public int waiting(String name) {
            return waiting.size();
        }
    }

    /** Failures are stories for people, and nobody reads them here. */
    private static final class FailuresOnly implements JobCodec {
        private static final byte[] NOTHING = {'{', '}'};

        @Override
        public byte[] writeFailure(dev.baton.model.Failure failure) {
            return NOTHING;
        }

        @Override
        public byte[] encode(@Nullable Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> @Nullable T decode(byte[] json, Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] recordHead() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] recordTail(Draft draft) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JobRecord readRecord(byte[] record) {
            throw new UnsupportedOperationException();
        }

        @Override
        public dev.baton.model.Failure readFailure(byte[] json) {
            throw new UnsupportedOperationException();
        }
    }
}
