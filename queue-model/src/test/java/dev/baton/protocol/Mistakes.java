package dev.baton.protocol;

import static dev.baton.protocol.Check.mistake;

import java.util.List;

/** One rule of the protocol left out at a time, and what then goes wrong. */
final class Mistakes {
    private static final String ONE_LEASE = " Remotes={k1} Workers={w1}";

    private Mistakes() {}

    static List<Check> all() {
        return List.of(
                mistake(
                        "outcome-without-nonce",
                        "an outcome ends whatever claim of its job stands in the list",
                        "NonceCheck=FALSE FPause=1 FReqLoss=1",
                        "Fenced"),
                mistake(
                        "counter-nonce",
                        "a counter in Redis makes the nonces, and Redis is rolled back",
                        "ClientNonce=FALSE FRoll=1 FLoss=1 FPause=1",
                        "Fenced"),
                mistake(
                        "refused-outcome-again",
                        "a refused outcome is sent again for what the worker holds by now",
                        "NoFenceResend=FALSE FReqLoss=1 FPause=1 FLoss=1",
                        "Fenced"),
                mistake(
                        "no-adoption",
                        "nobody takes up what a lost answer left in a list",
                        "Adopt=FALSE FLoss=1 Workers={w1} MaxInc=1",
                        "EventuallyTerminal"),
                mistake(
                        "name-forgotten-early",
                        "an incarnation is forgotten while a BLMOVE of it waits, and there is no janitor",
                        "NamesKept=FALSE Janitor=FALSE FLoss=1 FPause=1 Workers={w1} MaxInc=2 MaxUniq=4",
                        "EventuallyTerminal"),
                mistake(
                        "id-not-in-list",
                        "a claim takes the id that BLMOVE answered, whether it still stands in the list or not",
                        "RegList=FALSE FPause=1",
                        "SinglePlace"),
                mistake(
                        "adoption-by-old-view",
                        "adoption believes the heartbeat and asks no script",
                        "AdoptScript=FALSE FLoss=1",
                        "StartsBound"),
                mistake(
                        "adoption-of-open-call",
                        "adoption takes up the entry of a claim whose answer is on its way",
                        "OpenCheck=FALSE",
                        "StartsBound"),
                mistake(
                        "claim-sent-again",
                        "a claim whose answer is missing is sent a second time",
                        "ClaimOnce=FALSE FReqLoss=1 FLoss=1",
                        "Fenced"),
                mistake(
                        "claim-of-the-expired",
                        "an expired incarnation may claim: one pause counts as two crashes",
                        "ClaimLive=FALSE FPause=1",
                        "CrashBound"),
                mistake(
                        "revived-and-reclaimed",
                        "reclaim lists the expired and checks no more, and a heartbeat revives one of them meanwhile",
                        "Recheck=FALSE NoRevival=FALSE FPause=1 MaxInc=2 MaxUniq=5 BlkMax=1",
                        "CrashBound"),
                mistake(
                        "lost-by-old-answer",
                        "a claim younger than the heartbeat counts as lost by its answer",
                        "LostKnown=FALSE LostWatch=TRUE",
                        "StartsBound"),
                mistake(
                        "cancelled-id-pushed",
                        "a cancelled job is replayed while its id still stands in pending",
                        "CancelledStays=FALSE FCancel=1 FReplay=1",
                        "SinglePlace"),
                mistake(
                        "stale-purged",
                        "purge forgets a cancelled job whose id still stands in pending",
                        "PurgeStale=FALSE FCancel=1 FPurge=1",
                        "SinglePlace"),
                mistake(
                        "ended-forgotten",
                        "a worker does not remember what it has ended, and a second adoption of it is answered late",
                        "Remember=FALSE AdoptSlots=2 FLoss=1",
                        "StartsBound"),
                mistake(
                        "once-reclaimed",
                        "a once-job of a dead worker is made pending like any other",
                        "OnceBuried=FALSE Once={j1} FCrash=1",
                        "StartsOnce"),
                mistake(
                        "once-returned",
                        "a once-job is released, or snoozed, after its start",
                        "OnceKept=FALSE Once={j1} FReturn=1",
                        "StartsOnce"),
                mistake(
                        "promoted-twice",
                        "due jobs are listed, and pushed later without a look whether they still wait",
                        "PromoteCheck=FALSE Delays=TRUE",
                        "SinglePlace"),
                mistake(
                        "promoted-early",
                        "the same: a job is pushed that is not due",
                        "PromoteCheck=FALSE Delays=TRUE",
                        "NotEarly"),
                mistake(
                        "lease-swept-by-janitor",
                        "the list of leases looks like that of a worker nobody knows: a sound claim counts as a crash",
                        "LeaseApart=FALSE" + ONE_LEASE,
                        "CrashBound"),
                mistake(
                        "lease-taken-twice",
                        "the sweep of workers' lists and that of leases both take an entry",
                        "LeaseApart=FALSE LeaseCheck=FALSE FPause=1" + ONE_LEASE,
                        "SinglePlace"),
                mistake(
                        "lease-extended-too-late",
                        "extending writes a lease whose claim was taken back",
                        "ExtendCheck=FALSE FPause=1" + ONE_LEASE,
                        "LeasesMatch"),
                mistake(
                        "batch-matched-by-call",
                        "an outcome matches by the name of the call, and takes another job of the same call",
                        "MatchId=FALSE Batch=2 Jobs={j1,j2} Workers={w1}",
                        "Fenced"));
    }
}
