package dev.baton.protocol;

import static dev.baton.protocol.Check.ends;
import static dev.baton.protocol.Check.holds;

import java.time.Duration;
import java.util.List;

/** The protocol with all its rules, in worlds small enough to be walked through whole. */
final class CorrectProtocol {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration MINUTES = Duration.ofMinutes(4);
    private static final Duration HOURS = Duration.ofHours(6);

    /** In every build. */
    static final List<Check> SMALL = List.of(
            holds("calm", "two workers and one job, no fault", "Workers={w1,w2}", SOON),
            holds(
                    "lost-answer",
                    "one worker, an answer or a connection lost",
                    "FLoss=1 Workers={w1} MaxInc=1 BlkMax=1 MaxUniq=4",
                    SOON));

    /** In the profile `model`. */
    static final List<Check> BOUNDED = List.of(
            holds(
                    "crash",
                    "a worker dies, and an answer is lost",
                    "FCrash=1 FLoss=1 MaxInc=2 MaxUniq=4 BlkMax=1",
                    MINUTES),
            holds(
                    "pause",
                    "a worker is paused past its expiry, and its waiting job cancelled",
                    "FPause=1 FCancel=1 MaxInc=2 MaxUniq=3 MaxFailures=0 BlkMax=1 ShowKnown=FALSE",
                    MINUTES),
            holds(
                    "late-request",
                    "requests run long after the worker gave them up, with a cancellation",
                    "FReqLoss=1 FLoss=1 FCancel=1 Workers={w1} MaxInc=1 BlkMax=1 MaxUniq=5",
                    MINUTES),
            holds(
                    "people",
                    "cancel, snooze and release, replay, purge and a second enqueue",
                    "FCancel=1 FReturn=1 FReplay=1 FPurge=1 Workers={w1} MaxInc=1 BlkMax=1 MaxUniq=5",
                    MINUTES),
            holds(
                    "lost-claims",
                    "handlers are stopped when a heartbeat does not show their entry",
                    "LostWatch=TRUE FPause=1 Workers={w1} MaxInc=2 MaxUniq=3 MaxFailures=0 BlkMax=1 ShowKnown=FALSE",
                    MINUTES),
            holds(
                    "late-adoption",
                    "two adoptions under way at once, answered in any order",
                    "AdoptSlots=2 FLoss=1 Workers={w1} MaxInc=1 BlkMax=1 MaxUniq=4",
                    MINUTES),
            holds(
                    "rollback",
                    "Redis goes back to an earlier instant",
                    "FRoll=1 Workers={w1} MaxInc=2 BlkMax=1 MaxUniq=3 MaxFailures=0",
                    MINUTES),
            holds(
                    "goodbye",
                    "a worker gives back what it holds and leaves",
                    "FLeave=1 FReturn=1 MaxInc=2 MaxUniq=3 MaxFailures=0 BlkMax=1 ShowKnown=FALSE",
                    MINUTES),
            holds(
                    "schedule",
                    "jobs for later, due by a step of their own, cancelled and snoozed",
                    "Delays=TRUE FReturn=1 FCancel=1 Workers={w1} MaxInc=1 BlkMax=1 MaxUniq=4",
                    MINUTES),
            holds(
                    "once",
                    "a job that runs at most once: a worker dies, answers are lost, it is given back before its start",
                    "Once={j1} FCrash=1 FLoss=1 FReturn=1 MaxInc=2 BlkMax=1 MaxUniq=3 ShowKnown=FALSE",
                    MINUTES),
            holds(
                    "leases",
                    "two remote consumers: answers lost, requests late, a lease expired, a cancellation",
                    "Remotes={k1,k2} Workers={} MaxInc=1 FLoss=1 FPause=1 FReqLoss=1 FCancel=1",
                    MINUTES),
            holds(
                    "leases-and-workers",
                    "a remote consumer beside a worker; one of them dies",
                    "Remotes={k1} Workers={w1} FCrash=1 MaxInc=2 BlkMax=1 MaxUniq=4",
                    MINUTES),
            holds(
                    "batches",
                    "two jobs in one claim, two outcomes in one call, one of them stale",
                    "Batch=2 Jobs={j1,j2} Workers={w1} FPause=1 MaxInc=2 MaxUniq=2 MaxFailures=0 BlkMax=1 ShowKnown=FALSE",
                    MINUTES),
            ends(
                    "every-job-ends",
                    "one worker: an answer is lost",
                    "FLoss=1 Workers={w1} MaxInc=1 BlkMax=1 MaxUniq=3",
                    MINUTES),
            ends(
                    "every-job-ends-after-a-pause",
                    "one worker, paused past its expiry",
                    "FPause=1 Workers={w1} MaxInc=2 BlkMax=1 MaxUniq=3 MaxFailures=0",
                    MINUTES),
            ends(
                    "every-lease-ends",
                    "a remote consumer beside a worker, an answer lost; jobs for later",
                    "Remotes={k1} Workers={w1} FLoss=1 Delays=TRUE MaxInc=1 BlkMax=1 MaxUniq=3 MaxFailures=0",
                    MINUTES));

    /** On demand. */
    static final List<Check> LONG = List.of(
            holds(
                    "crash-pause-loss",
                    "a worker dies, another is paused, and an answer is lost",
                    "FCrash=1 FPause=1 FLoss=1 BlkMax=1 ShowKnown=FALSE",
                    HOURS),
            holds(
                    "pause-and-cancel",
                    "a worker is paused, an answer lost, a job cancelled",
                    "FPause=1 FLoss=1 FCancel=1 MaxInc=3 MaxUniq=5 BlkMax=1",
                    HOURS),
            holds(
                    "batches-of-two-workers",
                    "two jobs in batches, two workers, one of them paused",
                    "Batch=2 Jobs={j1,j2} FPause=1 MaxInc=3 MaxUniq=4 MaxFailures=0 BlkMax=1 ShowKnown=FALSE",
                    HOURS),
            holds(
                    "rollback-and-loss",
                    "two workers, an answer lost, and Redis goes back to an earlier instant",
                    "FRoll=1 FLoss=1 MaxInc=3 MaxUniq=5 BlkMax=1 ShowKnown=FALSE",
                    HOURS));

    private CorrectProtocol() {}
}
