package dev.baton.worker;

import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.JobRecord;
import dev.baton.model.Printable;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.worker.Handlers.Call;
import dev.baton.worker.Handlers.Handling;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one job on a handler thread: decodes it, calls its handler, and judges what came of it. Thread-safe. */
final class Run implements Dispatcher.Runner {
    private static final Logger log = LoggerFactory.getLogger(Run.class);

    private final JobCodec codec;
    private final Handlers handlers;
    private final Judgement judgement;
    private final Doublings putOffs = Doublings.ofUnknownTypes();
    private final Time time;
    private final Tally tally;
    private final Events events;
    private final @Nullable Duration timeout;

    Run(JobCodec codec, Handlers handlers, Judgement judgement, WorkerParts parts) {
        this.codec = codec;
        this.handlers = handlers;
        this.judgement = judgement;
        this.time = parts.time();
        this.tally = parts.tally();
        this.events = parts.events();
        this.timeout = parts.settings().timeout();
    }

    @Override
    public void run(Held held) {
        QueueRunner queue = held.lane().queue();
        long began = time.nanos();
        Ending ending;
        try {
            ending = outcome(held);
        } catch (Throwable e) {
            // Not the handler's: that is judged. Nobody knows whether it would be better next time, so that is put off.
            queue.bug(e);
            ending = held.isSpent()
                    ? judgement.unjudged(held.claim())
                    : new Ending.Snooze(
                            held.claim(),
                            putOffs.next(held.queue(), held.claim().id()));
        }
        long took = time.nanos() - began;
        tally.busyNanos.add(took);
        queue.pace().ran(took);
        queue.ended(held, ending);
    }

    private @Nullable Ending outcome(Held held) {
        Claim claim = held.claim();
        if (!held.lane().incarnation().awaitSurelyLive()) {
            return held.withdraw() ? new Ending.Release(claim) : null; // not started: it may be another's by now
        }
        if (!held.begin(Thread.currentThread())) {
            return held.withdraw() ? notStarted(held, claim) : null;
        }
        try {
            return started(held, claim);
        } finally {
            held.end();
        }
    }

    static @Nullable Ending notStarted(Held held, Claim claim) {
        return switch (held.stop()) {
            case CLAIM_LOST -> null;
            case CANCEL_ASKED -> new Ending.Concede(claim, "cancelled before it was started");
            case NONE, TIMED_OUT, SHUTDOWN -> new Ending.Release(claim);
        };
    }

    private @Nullable Ending started(Held held, Claim claim) {
        JobRecord record;
        if (claim.record().length == 0) {
            return judgement.malformed(claim, "the record is gone");
        }
        try {
            record = withTimeout(codec.readRecord(claim.record()));
        } catch (CodecException e) {
            log.warn("Queue {}: job {} cannot be decoded and is buried: {}", held.queue(), claim.id(), safe(e));
            return judgement.malformed(claim, String.valueOf(e.getMessage()));
        }
        held.record(record);
        Ending overdue = judgement.overdue(claim, record).orElse(null);
        if (overdue != null) {
            return overdue;
        }
        Ending abandoned = judgement.startedBefore(claim, record).orElse(null);
        if (abandoned != null) {
            return abandoned;
        }
        Handling handling = handlers.of(record.type());
        if (handling == null) {
            Duration putOff = putOffs.next(held.queue(), claim.id());
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
        held.handlerBegins();
        events.starts(held);
        return call(held, record, handling, call);
    }

    private JobRecord withTimeout(JobRecord record) {
        return record.timeout() != null || timeout == null ? record : record.withTimeout(timeout);
    }

    private @Nullable Ending call(Held held, JobRecord record, Handling handling, Call call) {
        TimeLimit limit = new TimeLimit(held, time, tally.leaked, TimeLimit.LEAKED_AFTER);
        Duration most = record.timeout();
        try {
            if (most != null) {
                limit.begin(most);
            }
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
}
