package dev.baton.model;

import static dev.baton.model.JobStatus.CANCELLED;
import static dev.baton.model.JobStatus.DEAD;
import static dev.baton.model.JobStatus.DONE;
import static dev.baton.model.JobStatus.IN_PROGRESS;
import static dev.baton.model.JobStatus.PENDING;
import static dev.baton.model.JobStatus.RETRYING;
import static dev.baton.model.JobStatus.SCHEDULED;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one table of the state machine: every arrow that a job can walk, who walks it and which script does. The picture
 * in {@code docs/state-machine.md} is generated from it, and a test walks every arrow from every status on a real Redis:
 * either the declared target, or refused with no key changed.
 */
public enum Transition {
    ENQUEUE("producer", "enqueue", PENDING),
    SCHEDULE("producer", "enqueue", SCHEDULED),
    PROMOTE("any worker, when due", "promote", PENDING, SCHEDULED, RETRYING),
    CLAIM("a worker", "complete_and_claim", IN_PROGRESS, PENDING),
    LEND("a remote consumer, through a gateway", "lend", IN_PROGRESS, PENDING),
    ADOPT("the worker whose list holds the bare id", "adopt", IN_PROGRESS, PENDING),
    COMPLETE("the holder", "complete_and_claim", DONE, IN_PROGRESS),
    RETRY("the holder", "retry", RETRYING, IN_PROGRESS),
    SNOOZE("the holder", "snooze", SCHEDULED, IN_PROGRESS),
    RELEASE("the holder, uncounted", "release", PENDING, IN_PROGRESS),
    BURY("the holder", "bury", DEAD, IN_PROGRESS),
    CONCEDE("the holder, asked to cancel", "concede", CANCELLED, IN_PROGRESS),
    RECLAIM("any worker, from a dead one", "reclaim", PENDING, IN_PROGRESS),
    RECLAIM_POISON("any worker, after maxCrashes", "reclaim", DEAD, IN_PROGRESS),
    RECLAIM_ABANDONED("any worker, started at most once", "reclaim", DEAD, IN_PROGRESS),
    RECLAIM_CANCELLED("any worker, cancel was asked", "reclaim", CANCELLED, IN_PROGRESS),
    LAPSE("any worker or gateway, when the lease ran out", "lapse", PENDING, IN_PROGRESS),
    LAPSE_POISON("any worker or gateway, after maxCrashes", "lapse", DEAD, IN_PROGRESS),
    LAPSE_ABANDONED("any worker or gateway, started at most once", "lapse", DEAD, IN_PROGRESS),
    LAPSE_CANCELLED("any worker or gateway, cancel was asked", "lapse", CANCELLED, IN_PROGRESS),
    CANCEL("a caller", "cancel", CANCELLED, SCHEDULED, PENDING, RETRYING),
    REPLAY("a person", "replay", PENDING, DEAD),
    PURGE("any worker, by retention", "purge", (JobStatus) null, DONE, DEAD, CANCELLED);

    private final String actor;
    private final String script;
    private final @Nullable JobStatus to;
    private final Set<JobStatus> from;

    Transition(String actor, String script, @Nullable JobStatus to, JobStatus... from) {
        this.actor = actor;
        this.script = script;
        this.to = to;
        EnumSet<JobStatus> sources = EnumSet.noneOf(JobStatus.class);
        sources.addAll(Arrays.asList(from));
        this.from = Collections.unmodifiableSet(sources);
    }

    /** Who walks this arrow. */
    public String actor() {
        return actor;
    }

    /** The Lua file, without its ending, that walks it. */
    public String script() {
        return script;
    }

    /** The statuses it starts from; empty when it starts from a job that does not exist yet. */
    public Set<JobStatus> from() {
        return from;
    }

    /** The status it ends in; empty when the job is forgotten. */
    public Optional<JobStatus> to() {
        return Optional.ofNullable(to);
    }

    /** Whether the arrow may be walked by a job in {@code status}; an empty status means that there is no such job. */
    public boolean allows(Optional<JobStatus> status) {
        return status.map(from::contains).orElse(from.isEmpty());
    }
}
