package dev.baton.worker;

import dev.baton.JobContext.Stop;
import dev.baton.codec.JobCodec;
import dev.baton.model.Failure;
import dev.baton.model.JobRecord;
import dev.baton.model.Outcome;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.worker.Handlers.Ended;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How a claim ends, computed as a value from what the handler did; carried out elsewhere. Needs no Redis. */
final class Judgement {
    /** Nobody knows how far it came. */
    private static final String ABANDONED = "abandoned: ";
    /** It would be tried again if it might be. */
    private static final String ONLY_ONCE = "at most once: ";

    private static final byte[] NO_STORY = {};

    private final JobCodec codec;
    private final Clock clock;
    private final RandomGenerator random;

    Judgement(JobCodec codec, Clock clock, RandomGenerator random) {
        this.codec = codec;
        this.clock = clock;
        this.random = random;
    }

    /** The handler returned. Its outcome counts even if it was asked to stop: the work is done. */
    Optional<Ending> returned(Claim claim, JobRecord record, Ended ended, Stop stop) {
        if (stop == Stop.CLAIM_LOST) {
            return Optional.empty();
        }
        Outcome<byte[]> outcome = ended.outcome();
        if (outcome instanceof Outcome.Done<byte[]> done) {
            return Optional.of(new Ending.Complete(claim, done.result(), ended.note(), record.chosenId()));
        } else if (outcome instanceof Outcome.Snooze<byte[]> snooze) {
            return Optional.of(
                    record.atMostOnce()
                            ? spent(claim, "its handler put it off", "snooze", "asked for " + snooze.delay())
                            : new Ending.Snooze(claim, snooze.delay()));
        } else if (outcome instanceof Outcome.Cancel<byte[]> cancel) {
            return Optional.of(new Ending.Concede(claim, cancel.reason()));
        } else if (outcome instanceof Outcome.Dead<byte[]> dead) {
            return Optional.of(bury(claim, dead.reason(), Failures.said(claim, clock, "dead", dead.reason()), true));
        } else if (outcome instanceof Outcome.RetryAfter<byte[]> retry) {
            Failure failure = Failures.said(claim, clock, "retry", retry.reason());
            return Optional.of(failed(claim, record, failure, retry.delay()));
        }
        throw new IllegalStateException("unknown outcome " + outcome); // sealed: a compiler's gap on 17, not a case
    }

    /** The handler threw. Why it was told to stop, if it was, decides first. */
    Optional<Ending> threw(Claim claim, JobRecord record, Throwable error, ErrorRules rules, Stop stop) {
        switch (stop) {
            case CLAIM_LOST -> {
                return Optional.empty();
            }
            case SHUTDOWN -> {
                return Optional.of(
                        record.atMostOnce()
                                ? abandoned(claim, "its worker was stopped while it ran", error)
                                : new Ending.Release(claim));
            }
            case CANCEL_ASKED -> {
                return Optional.of(new Ending.Concede(claim, "cancelled while it ran"));
            }
            case TIMED_OUT -> {
                Failure failure = Failures.thrown(
                        claim, clock, "timeout", "the run was longer than its time-out of " + record.timeout(), error);
                return Optional.of(failed(claim, record, failure, delay(claim, record)));
            }
            case NONE -> {
                Failure failure = Failures.thrown(claim, clock, error);
                if (!rules.worthARetry(error)) {
                    return Optional.of(bury(claim, "not worth a retry: " + failure.error(), failure, true));
                }
                return Optional.of(failed(claim, record, failure, delay(claim, record)));
            }
        }
        throw new IllegalStateException("unknown stop " + stop);
    }

    /**
     * A job that may be started only once, and has been: its marks in Redis were damaged, or it would have been buried
     * there.
     */
    Optional<Ending> startedBefore(Claim claim, JobRecord record) {
        if (!record.atMostOnce() || claim.attempt() == 1) {
            return Optional.empty();
        }
        String why = "it was started before, and may be only once";
        return Optional.of(bury(claim, ABANDONED + why, Failures.said(claim, clock, "abandoned", why), false));
    }

    /** The judgement itself failed, of a job that has had its only start. Says so without the codec, which may be at fault. */
    Ending unjudged(Claim claim) {
        return new Ending.Bury(claim, ABANDONED + "the worker could not tell how it ended", NO_STORY, true);
    }

    /** The record or the payload cannot be decoded: no attempt is counted, the bytes stay. */
    Ending malformed(Claim claim, String why) {
        return bury(
                claim, "malformed: " + Failures.cut(why, 500), Failures.said(claim, clock, "malformed", why), false);
    }

    /** The deadline had passed when the job was claimed. Both times are by the clock of Redis. */
    Optional<Ending> overdue(Claim claim, JobRecord record) {
        Duration deadline = record.deadline();
        if (deadline == null
                || claim.claimedAtMillis() <= record.enqueuedAt().plus(deadline).toEpochMilli()) {
            return Optional.empty();
        }
        String why = "not started within its deadline of " + deadline + " after the enqueue";
        return Optional.of(bury(claim, "deadline: " + why, Failures.said(claim, clock, "deadline", why), false));
    }

    /** A remote consumer says that its attempt failed. */
    Ending failedRemotely(Claim claim, JobRecord record, String kind, String message, boolean retry) {
        Failure failure = Failures.said(claim, clock, kind, message);
        return retry
                ? failed(claim, record, failure, delay(claim, record))
                : bury(claim, "not worth a retry: " + failure.error(), failure, true);
    }

    /** A remote consumer gives the job back, which it may have started. */
    Ending returnedRemotely(Claim claim, JobRecord record) {
        return record.atMostOnce()
                ? spent(claim, "its consumer gave it back", "release", "it may have been started")
                : new Ending.Release(claim);
    }

    private Ending abandoned(Claim claim, String why, Throwable error) {
        return bury(claim, ABANDONED + why, Failures.thrown(claim, clock, "abandoned", why, error), true);
    }

    private Ending spent(Claim claim, String why, String kind, String message) {
        return bury(claim, ONLY_ONCE + why, Failures.said(claim, clock, kind, message), true);
    }

    private Ending failed(Claim claim, JobRecord record, Failure failure, Duration delay) {
        if (record.atMostOnce()) {
            return bury(claim, ONLY_ONCE + "it failed: " + failure.error(), failure, true);
        }
        if (record.retry().retriesAfter(claim.failures() + 1)) {
            return new Ending.Retry(claim, delay, codec.writeFailure(failure));
        }
        return bury(claim, "attempts exhausted: " + (claim.failures() + 1) + " failed", failure, true);
    }

    private Duration delay(Claim claim, JobRecord record) {
        return record.retry().delayAfter(claim.failures() + 1, random);
    }

    private Ending bury(Claim claim, String reason, Failure failure, boolean counted) {
        return new Ending.Bury(claim, reason, codec.writeFailure(failure), counted);
    }
}
