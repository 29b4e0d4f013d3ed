package dev.baton.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges one job by what was seen of it at one instant. Needs no Redis. */
final class JobVerdict {
    static final Set<String> LIVE = Set.of("pending", "in-progress", "scheduled", "retrying");
    static final Set<String> ENDED = Set.of("done", "dead", "cancelled");
    private static final Pattern TRIES = Pattern.compile("\\d{1,19} \\d{1,19} \\d{1,19}( once)?");

    private final String queue;
    private final String base;
    private final JobEvidence job;
    private final List<Finding> findings = new ArrayList<>();

    private JobVerdict(String queue, String base, JobEvidence job) {
        this.queue = queue;
        this.base = base;
        this.job = job;
    }

    /** Whether a text is one that the model allows in {@code tries}. */
    static boolean areTries(String text) {
        return TRIES.matcher(text).matches();
    }

    /** Everything that is wrong with it; nothing if a key has a foreign type, which is found as such. */
    static List<Finding> of(String queue, String base, JobEvidence job) {
        JobVerdict verdict = new JobVerdict(queue, base, job);
        if (!job.hasForeignType()) {
            verdict.judge();
        }
        return verdict.findings;
    }

    private void judge() {
        if (job.status().isEmpty()) {
            judgeWithoutStatus();
        } else if (LIVE.contains(job.status())) {
            judgeLive();
        } else if (ENDED.contains(job.status())) {
            judgeEnded();
        } else {
            String word = Shown.text(job.status());
            found(
                    Code.UNKNOWN_STATUS,
                    "job:" + job.id() + ":status",
                    "the status is \"" + word + "\"",
                    "one of scheduled, pending, in-progress, retrying, done, dead, cancelled",
                    false);
        }
        judgeFields();
    }

    private void judgeWithoutStatus() {
        if (job.hasRecord()) {
            found(
                    Code.RECORD_WITHOUT_STATUS,
                    "job:" + job.id(),
                    "a record and no status; it stands: " + job.whereabouts(),
                    "write the status by hand if you know it, or delete the record",
                    false);
        } else if (job.places() > 0) {
            found(
                    Code.PLACE_WITHOUT_STATUS,
                    placeKey(),
                    "neither status nor record, and it stands: " + job.whereabouts(),
                    "nowhere: the job is unknown",
                    true);
        }
        judgeFalseIndexes();
    }

    private void judgeLive() {
        if (!job.hasRecord()) {
            found(
                    Code.STATUS_WITHOUT_RECORD,
                    "job:" + job.id(),
                    "status " + job.status() + " and no record; it stands: " + job.whereabouts(),
                    "enqueue it again under another id, and cancel this one",
                    false);
            return;
        }
        int allowed = switch (job.status()) {
            case "pending" -> job.pending() + job.bare();
            case "in-progress" -> job.claims();
            default -> job.scheduled() ? 1 : 0;
        };
        if (allowed == 1 && job.places() == 1) {
            judgeFalseIndexes();
            return;
        }
        String right = switch (job.status()) {
            case "pending" -> "once, in pending or bare in one processing list";
            case "in-progress" -> "exactly one entry with a nonce, in one processing list or in leases";
            default -> "once, in scheduled";
        };
        Code code;
        if (allowed > 0) {
            code = Code.TWO_PLACES;
        } else if (job.status().equals("in-progress")) {
            code = Code.NO_CLAIM;
        } else {
            code = job.places() > 0 ? Code.WRONG_PLACE : Code.NO_PLACE;
        }
        boolean lostDue = job.status().equals("scheduled") && !job.scheduled();
        boolean lostOnce = code == Code.NO_CLAIM && job.tries().endsWith(" once"); // it may have been started
        boolean mendable =
                !lostDue && !lostOnce && job.claims() <= 1 || job.status().equals("pending");
        found(code, placeKey(), "status " + job.status() + ", and it stands: " + job.whereabouts(), right, mendable);
        judgeFalseIndexes();
    }

    private String placeKey() {
        if (job.pending() > 0) {
            return "pending";
        }
        if (!job.held().isEmpty()) {
            return job.held().get(0).list();
        }
        return job.scheduled() ? "scheduled" : "job:" + job.id() + ":status";
    }

    private void judgeEnded() {
        int tolerated = job.status().equals("cancelled") && job.isStale() ? Math.min(1, job.pending() + job.bare()) : 0;
        if (job.places() > tolerated) {
            found(
                    Code.WRONG_PLACE,
                    placeKey(),
                    "status " + job.status() + ", and it stands: " + job.whereabouts(),
                    tolerated > 0 ? "at most once, until a claim drops it" : "nowhere: the job has ended",
                    true);
        }
        boolean indexed = switch (job.status()) {
            case "dead" -> job.isInDead();
            case "cancelled" -> job.isInCancelled();
            default -> job.done() != 0;
        };
        if (job.done() > 1) {
            found(Code.INDEXED_TWICE, "done", "it stands there " + job.done() + " times", "once", false);
        }
        boolean tombstoned = job.remembered() != 0 || job.fading() != 0;
        if (job.hasRecord()) {
            if (!indexed) {
                found(
                        Code.NOT_INDEXED,
                        job.status(),
                        "status " + job.status() + ", and it is missing in " + job.status(),
                        "an entry there, by which it is purged in its time",
                        true);
            }
        } else if (job.status().equals("dead") || (indexed && job.done() >= 0 && !tombstoned)) {
            found(
                    Code.STATUS_WITHOUT_RECORD,
                    "job:" + job.id(),
                    "status " + job.status() + " and no record, though it has not been purged",
                    "nothing to be done: retention will forget the rest",
                    false);
        } else if (!indexed && !tombstoned && !job.isStale()) {
            found(
                    Code.LEAKED_TOMBSTONE,
                    "job:" + job.id() + ":status",
                    "status " + job.status() + " of a purged job that neither remembered nor fading names",
                    "an entry in remembered, by which it is forgotten after a day",
                    true);
        }
        judgeFalseIndexes();
    }

    private void judgeFalseIndexes() {
        String said = job.status().isEmpty() ? "no status" : "status " + job.status();
        if (job.isInDead() && !job.status().equals("dead")) {
            found(Code.FALSE_INDEX, "dead", "an entry of a job with " + said, "only dead jobs", true);
        }
        if (job.isInCancelled() && !job.status().equals("cancelled")) {
            found(Code.FALSE_INDEX, "cancelled", "an entry of a job with " + said, "only cancelled jobs", true);
        }
        if (job.done() > 0 && !job.status().equals("done")) {
            found(
                    Code.FALSE_INDEX,
                    "done",
                    "an entry of a job with " + said,
                    "only done jobs; purge will drop it",
                    false);
        }
    }

    private void judgeFields() {
        boolean lives = LIVE.contains(job.status());
        if (!job.tries().isEmpty() && !areTries(job.tries())) {
            found(
                    Code.MALFORMED_FIELD,
                    "tries",
                    "\"" + Shown.text(job.tries()) + "\"",
                    "failures crashes fence, and perhaps once",
                    false);
        }
        if (!job.tries().isEmpty() && !job.hasRecord() && !lives) {
            found(Code.LEAKED_FIELD, "tries", "tries of a job without a record", "no field", true);
        }
        if (job.isCancelling() && !job.status().equals("in-progress")) {
            found(Code.LEAKED_FIELD, "cancelling", "a job that is not in progress", "only in-progress jobs", true);
        }
        if (job.isStale() && !job.status().equals("cancelled")) {
            found(Code.LEAKED_FIELD, "stale", "a job that is not cancelled", "only cancelled jobs", true);
        } else if (job.isStale() && job.pending() + job.bare() == 0) {
            found(
                    Code.LEAKED_FIELD,
                    "stale",
                    "a job that stands nowhere",
                    "only jobs that still stand in a list",
                    true);
        }
        if (job.isWatched() && !lives) {
            found(Code.LEAKED_FIELD, "watched", "a job that has ended or is unknown", "only jobs to come", true);
        }
        if (job.run() && !job.hasRecord() && !lives) {
            found(Code.LEAKED_KEY, "job:" + job.id() + ":run", "a run of a job without a record", "no such key", true);
        }
    }

    private void found(Code code, String name, String found, String right, boolean mendable) {
        findings.add(new Finding(code, queue, base + name, job.id(), found, right, mendable));
    }
}
