package dev.baton;

import dev.baton.model.Failure;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Whereabouts;
import dev.baton.model.Whereabouts.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a job is not running, or how it runs, in words for people.
 *
 * @param id the job
 * @param status its status
 * @param reasons what stands in its way, the first to be removed first; never empty
 * @param where what they were made of
 */
public record Why(String id, JobStatus status, List<Reason> reasons, Whereabouts where) {
    /**
     * One of the reasons.
     *
     * @param code one of a few words, for programs
     * @param text one sentence, or two: what is, and what to do about it
     */
    public record Reason(String code, String text) {}

    /** As many pending ids are looked at. */
    private static final long LOOKED_AT = 10_000;

    static Why of(JobView job, Whereabouts where) {
        List<Reason> reasons = new ArrayList<>();
        switch (where.status()) {
            case PENDING -> pending(where, reasons);
            case SCHEDULED -> waits(where, reasons, "scheduled", "It is to start");
            case RETRYING -> retrying(job, where, reasons);
            case IN_PROGRESS -> running(where, reasons);
            case DONE -> ended(job, reasons, "done", "It is done");
            case DEAD -> dead(job, reasons);
            case CANCELLED -> ended(job, reasons, "cancelled", "It was cancelled");
        }
        return new Why(job.id(), where.status(), List.copyOf(reasons), where);
    }

    private static void pending(Whereabouts where, List<Reason> reasons) {
        Holder holder = where.holder();
        if (holder != null) {
            moved(where, holder, reasons);
            return;
        }
        paused(where, reasons);
        nobody(where, reasons);
        if (where.ahead().isEmpty() && where.waiting() <= LOOKED_AT) {
            add(
                    reasons,
                    "not-found",
                    "It is pending, and was not found where pending jobs stand: it has just moved, or a worker that is not"
                            + " registered has it, or something is damaged. Look again, then run ./baton doctor.");
        } else if (where.ahead().isEmpty()) {
            add(
                    reasons,
                    "behind",
                    "It was not found among the next 10,000 of " + where.waiting()
                            + " pending jobs: all those come first.");
        } else if (where.ahead().getAsLong() > 0) {
            long ahead = where.ahead().getAsLong();
            add(reasons, "behind", jobs(ahead) + (ahead == 1 ? " is" : " are") + " to be claimed before it.");
        } else if (reasons.isEmpty()) {
            add(
                    reasons,
                    "next",
                    "It is the next to be claimed: " + workers(where) + " alive and hold"
                            + (where.liveWorkers() == 1 ? "s " : " ") + jobs(where.heldJobs())
                            + ". If this lasts, all of them are busy: start more workers.");
        }
    }

    /** Moved by BLMOVE, and not claimed yet: a matter of milliseconds while the worker lives. */
    private static void moved(Whereabouts where, Holder holder, List<Reason> reasons) {
        if (holder.expiresAt().isAfter(where.at())) {
            add(reasons, "moved", "The worker " + holder.worker() + " has taken it and is about to claim it.");
        } else {
            add(
                    reasons,
                    "worker-died",
                    "The worker " + holder.worker() + " had taken it when it died " + ago(where, holder.expiresAt())
                            + ": another one puts it back to the front at its next sweep.");
            nobody(where, reasons);
        }
    }

    private static void waits(Whereabouts where, List<Reason> reasons, String code, String what) {
        Instant due = where.dueAt();
        if (due == null) {
            add(reasons, "misplaced", "It waits for a time that nothing tells: ./baton doctor finds out.");
        } else if (due.isAfter(where.at())) {
            add(reasons, code, what + " at " + due + ", in " + about(Duration.between(where.at(), due)) + ".");
        } else {
            add(
                    reasons,
                    "due",
                    "It has been due for " + about(Duration.between(due, where.at()))
                            + ": the next sweep of a worker makes it pending.");
            nobody(where, reasons);
        }
        if (where.pausedSince() != null) {
            paused(where, reasons);
        }
    }

    private static void retrying(JobView job, Whereabouts where, List<Reason> reasons) {
        job.lastError()
                .ifPresent(error -> add(
                        reasons,
                        "failed",
                        "Attempt " + error.attempt() + " failed at " + error.at() + ": " + said(error)));
        waits(where, reasons, "retrying", "It is tried again");
    }

    private static void running(Whereabouts where, List<Reason> reasons) {
        Holder holder = where.holder();
        if (holder == null) {
            add(
                    reasons,
                    "not-found",
                    "It is in progress, and nobody was found who holds it: it has just moved, or more than 10,000 jobs are"
                            + " held, or something is damaged. Look again, then run ./baton doctor.");
            return;
        }
        boolean runs = holder.expiresAt().isAfter(where.at());
        String since = holder.claimedAt() == null ? "" : " since " + holder.claimedAt();
        if (holder.isLease()) {
            add(
                    reasons,
                    runs ? "lent" : "lease-over",
                    runs
                            ? "A remote consumer has it" + since + "; its lease runs until " + holder.expiresAt() + "."
                            : "A remote consumer had it" + since + ", and its lease ran out "
                                    + ago(where, holder.expiresAt()) + ": the next sweep makes it pending again.");
        } else if (runs) {
            add(reasons, "running", "It is running: the worker " + holder.worker() + " has it" + since + ".");
        } else {
            add(
                    reasons,
                    "worker-died",
                    "The worker " + holder.worker() + " had it" + since + ", and its heartbeat ended "
                            + ago(where, holder.expiresAt())
                            + ": the next sweep of another worker makes it pending again.");
        }
        if (!runs) {
            nobody(where, reasons);
        }
        if (where.cancelAsked()) {
            add(
                    reasons,
                    "cancelling",
                    "Its cancellation was asked for: whoever holds it is told at the next heartbeat.");
        }
    }

    private static void dead(JobView job, List<Reason> reasons) {
        ended(job, reasons, "dead", "It is dead");
        job.lastError()
                .ifPresent(error -> add(
                        reasons,
                        "failed",
                        "Attempt " + error.attempt() + " failed at " + error.at() + ": " + said(error)));
        add(reasons, "replay", "Nothing runs it again until a person replays it.");
    }

    private static void ended(JobView job, List<Reason> reasons, String code, String what) {
        String at = job.finishedAt() == null ? "" : " since " + job.finishedAt();
        String why = job.reason() == null ? "" : ": " + job.reason();
        add(reasons, code, what + at + why + ".");
    }

    private static void paused(Whereabouts where, List<Reason> reasons) {
        @Nullable Instant since = where.pausedSince();
        if (since != null) {
            add(reasons, "paused", "The queue is paused since " + since + ": nothing is claimed until it is resumed.");
        }
    }

    private static void nobody(Whereabouts where, List<Reason> reasons) {
        if (where.liveWorkers() == 0) {
            add(reasons, "no-worker", "No worker of this queue is alive: start one, or claim from it by REST or TCP.");
        }
    }

    private static void add(List<Reason> reasons, String code, String text) {
        reasons.add(new Reason(code, text));
    }

    private static String said(Failure error) {
        return error.error() + (error.message().isEmpty() ? "" : ", " + error.message());
    }

    private static String ago(Whereabouts where, Instant then) {
        return about(Duration.between(then, where.at())) + " ago";
    }

    /** In its two largest units. */
    private static String about(Duration length) {
        if (length.toDays() > 0) {
            return length.toDays() + " d " + length.toHoursPart() + " h";
        }
        if (length.toHours() > 0) {
            return length.toHours() + " h " + length.toMinutesPart() + " min";
        }
        if (length.toMinutes() > 0) {
            return length.toMinutes() + " min " + length.toSecondsPart() + " s";
        }
        return length.toSeconds() > 0 ? length.toSeconds() + " s" : length.toMillis() + " ms";
    }

    private static String workers(Whereabouts where) {
        return where.liveWorkers() == 1 ? "1 worker is" : where.liveWorkers() + " workers are";
    }

    private static String jobs(long count) {
        return count == 1 ? "1 job" : count + " jobs";
    }

    /** The first reason, which alone would do as an answer. */
    public Reason first() {
        return reasons.get(0);
    }

    /** Who has it in hand, if anybody. */
    public Optional<Holder> holder() {
        return Optional.ofNullable(where.holder());
    }
}
