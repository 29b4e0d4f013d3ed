package dev.baton.worker;

import dev.baton.JobContext.Stop;
import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.JobRecord;
import dev.baton.model.Printable;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.worker.Handlers.Call;
import dev.baton.worker.Handlers.Handling;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one job on a handler thread: decodes it, calls its handler, and judges what came of it. Thread-safe. */
final class Run implements Dispatcher.Runner {
    private static final Logger log = LoggerFactory.getLogger(Run.class);
    /** A thread that still runs so long after its interrupt is counted as leaked. */
    private static final Duration LEAKED_AFTER = Duration.ofSeconds(10);

    private final JobCodec codec;
    private final Handlers handlers;
    private final Judgement judgement;
    private final UnknownTypes unknownTypes = new UnknownTypes();
    private final Ticker ticker;
    private final Tally tally;
    private final Events events;

    Run(JobCodec codec, Handlers handlers, Judgement judgement, WorkerParts parts) {
        this.codec = codec;
        this.handlers = handlers;
        this.judgement = judgement;
        this.ticker = parts.ticker();
        this.tally = parts.tally();
        this.events = parts.events();
    }

    @Override
    public void run(Held held) {
        QueueRunner queue = held.lane().queue();
        long began = System.nanoTime();
        Ending ending;
        try {
            ending = outcome(held);
        } catch (Throwable e) {
            // Not the handler's: that is judged. The claim stays in hand until the worker ends, and is then reclaimed.
            queue.bug(e);
            ending = new Ending.Release(held.claim());
        }
        long took = System.nanoTime() - began;
        tally.busyNanos.add(took);
        queue.pace().ran(took);
        queue.ended(held, ending);
    }

    private @Nullable Ending outcome(Held held) {
        Claim claim = held.claim();
        if (held.stop() == Stop.CANCEL_ASKED) {
            return held.withdraw() ? new Ending.Concede(claim, "cancelled before it was started") : null;
        }
        if (!held.lane().incarnation().awaitSurelyLive()) {
            return held.withdraw() ? new Ending.Release(claim) : null; // not started: it may be another's by now
        }
        if (!held.begin(Thread.currentThread())) {
            return null;
        }
        try {
            return started(held, claim);
        } finally {
            held.end();
        }
    }

    private @Nullable Ending started(Held held, Claim claim) {
        JobRecord record;
        if (claim.record().length == 0) {
            return judgement.malformed(claim, "the record is gone");
        }
        try {
            record = codec.readRecord(claim.record());
        } catch (CodecException e) {
            log.warn("Queue {}: job {} cannot be decoded and is buried: {}", held.queue(), claim.id(), safe(e));
            return judgement.malformed(claim, String.valueOf(e.getMessage()));
        }
        held.record(record);
        Ending overdue = judgement.overdue(claim, record).orElse(null);
        if (overdue != null) {
            return overdue;
        }
        Handling handling = handlers.of(record.type());
        if (handling == null) {
            Duration putOff = unknownTypes.putOff(held.queue(), claim.id());
            log.info(
                    "Queue {}: no handler here for the type {} of job {}: put off for {} s, for another worker",
                    held.queue(),
                    Printable.quote(record.type()),
                    claim.id(),
                    putOff.toSeconds());
            return new Ending.Snooze(claim, putOff);
        }
        Call call;
        try {
            call = handling.prepare(record.payload());
        } catch (CodecException e) {
            log.warn("Queue {}: the payload of job {} does not fit its type: {}", held.queue(), claim.id(), safe(e));
            return judgement.malformed(claim, String.valueOf(e.getMessage()));
        }
        events.starts(held);
        return call(held, record, handling, call);
    }

    private @Nullable Ending call(Held held, JobRecord record, Handling handling, Call call) {
        TimeLimit limit = new TimeLimit(held, record);
        try {
            return judgement
                    .returned(held.claim(), record, call.call(held), held.stop())
                    .orElse(null);
        } catch (Throwable e) {
            log.debug("Queue {}: job {} failed", held.queue(), held.claim().id(), e);
            return judgement
                    .threw(held.claim(), record, e, handling.rules(), held.stop())
                    .orElse(null);
        } finally {
            limit.end();
        }
    }

    private static String safe(CodecException e) {
        return Printable.line(String.valueOf(e.getMessage()), 300);
    }

    /** Interrupts a run at its time-out, and counts its thread as leaked while it does not heed that. */
    private final class TimeLimit {
        private final Held held;
        private Future<?> alarm = CompletableFuture.completedFuture(null);
        private boolean ended;
        private boolean leaked;

        TimeLimit(Held held, JobRecord record) {
            this.held = held;
            Duration timeout = record.timeout();
            if (timeout != null) {
                alarm = ticker.after(timeout, this::over);
            }
        }

        private synchronized void over() {
            if (!ended) {
                held.stop(Stop.TIMED_OUT);
                alarm = ticker.after(LEAKED_AFTER, this::leak);
            }
        }

        private synchronized void leak() {
            if (!ended) {
                leaked = true;
                tally.leaked.incrementAndGet();
                log.warn(
                        "Queue {}: the handler of job {} ignores its interrupt; it keeps its thread and its claim until"
                                + " it ends",
                        held.queue(),
                        held.claim().id());
            }
        }

        synchronized void end() {
            ended = true;
            alarm.cancel(false);
            if (leaked) {
                tally.leaked.decrementAndGet();
            }
        }
    }
}
