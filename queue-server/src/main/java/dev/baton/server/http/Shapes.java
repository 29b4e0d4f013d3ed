package dev.baton.server.http;

import dev.baton.model.JobStatus;
import java.util.Arrays;
import java.util.List;

/** The schemas that several routes share. */
final class Shapes {
    static final List<String> STATUS_WORDS =
            Arrays.stream(JobStatus.values()).map(JobStatus::word).toList();

    static final Schema STATUS = Schema.word("the job's status", STATUS_WORDS);

    static final Schema STATS = Schema.object("a queue's sizes now, and its counters since it exists")
            .with("queue", Schema.text("its name"))
            .with("paused", Schema.flag("whether claims are refused"))
            .with("pending", Schema.whole("jobs that wait in the queue"))
            .with("waiting", Schema.whole("scheduled and retrying jobs"))
            .with("in_progress", Schema.whole("jobs in the hands of workers"))
            .with("done", Schema.whole("finished jobs still kept"))
            .with("dead", Schema.whole("dead jobs"))
            .with("cancelled", Schema.whole("cancelled jobs still kept"))
            .with("live_workers", Schema.whole("workers whose heartbeat has not expired"))
            .maybe("next_due_at", Schema.instant("when the next scheduled or retrying job is due"))
            .with("server_time", Schema.instant("the clock of Redis"))
            .with("counters", Schema.object("events since the queue exists, by name"));

    static final Schema WORKERS = Schema.object("who works on a queue")
            .with(
                    "workers",
                    Schema.list(
                            "the latest heartbeat first",
                            Schema.object("one life of a worker")
                                    .with("worker", Schema.text("host, pid and random"))
                                    .with("live", Schema.flag("whether its heartbeat has not expired"))
                                    .with("expires_at", Schema.instant("when its heartbeat expires, or did"))
                                    .with("held", Schema.whole("how many jobs it holds"))
                                    .with(
                                            "jobs",
                                            Schema.list(
                                                    "some of them, the oldest first",
                                                    Schema.object("a job in its hand")
                                                            .with("id", Schema.text("the job"))
                                                            .maybe(
                                                                    "claimed_at",
                                                                    Schema.instant("about when it was claimed"))))))
            .with("more", Schema.flag("whether others may follow"));

    static final Schema NEW_JOB = Schema.object("a job to enqueue")
            .with("type", Schema.text("the job type, 1 to 128 of A-Z a-z 0-9 . _ -"))
            .with("payload", Schema.any("any JSON, at most 1 MiB"))
            .maybe("id", Schema.text("its id, 1 to 128 of A-Z a-z 0-9 . _ -; default: a new one"))
            .maybe("delay_ms", Schema.whole("milliseconds before it may start; default 0"))
            .maybe("at", Schema.instant("earliest start, instead of delay_ms"))
            .maybe("attempts", Schema.whole("attempts that may fail, 1 to 1000; default 8"))
            .maybe("timeout_ms", Schema.whole("time-out of one run; default none"))
            .maybe("deadline_ms", Schema.whole("latest start, counted from the enqueue; default none"))
            .maybe("tags", Schema.list("labels, at most 16", Schema.text("a label")));

    static final Schema ENQUEUED = Schema.object("what became of an enqueue")
            .with("id", Schema.text("the job's id"))
            .with(
                    "outcome",
                    Schema.word(
                            "created; exists: it was there with the same content; other-content: the id is another job's;"
                                    + " refused: nothing was sent; unknown: repeat with the same id",
                            List.of("created", "exists", "other-content", "refused", "unknown")))
            .maybe("status", STATUS)
            .maybe("detail", Schema.text("what went wrong"));

    static final Schema BRIEF = brief();

    static final Schema JOB = brief().maybe("payload", Schema.any("the payload"))
            .maybe("result", Schema.any("the result"))
            .maybe("attempts_allowed", Schema.whole("attempts that may fail before it is dead"))
            .maybe("timeout_ms", Schema.whole("time-out of one run"))
            .maybe("deadline_ms", Schema.whole("latest start, counted from the enqueue"))
            .with(
                    "attempts",
                    Schema.list(
                            "the last attempts that went wrong, oldest first",
                            Schema.object("one attempt")
                                    .with("attempt", Schema.whole("its number, from 1"))
                                    .with("at", Schema.instant("when it ended"))
                                    .with("error", Schema.text("a short name of what went wrong"))
                                    .with("message", Schema.text("what happened"))
                                    .with("worker", Schema.text("who ran it; empty for a remote consumer"))
                                    .maybe("started_at", Schema.instant("when it was claimed"))))
            .with(
                    "timeline",
                    Schema.list(
                            "what happened to it, and what is to come, by time",
                            Schema.object("one event")
                                    .with(
                                            "event",
                                            Schema.text("enqueued, claimed, failed, crashed, due, or its last status"))
                                    .with("at", Schema.instant("when"))));

    static final Schema ENDED = Schema.object("what became of a claim")
            .with(
                    "outcome",
                    Schema.word(
                            "done; repeated: an earlier copy of the request had done it; cancelled: the job's cancellation"
                                    + " was asked for, it is cancelled now; cancel-asked: extended, and somebody wants it"
                                    + " cancelled",
                            List.of("done", "repeated", "cancelled", "cancel-asked")))
            .maybe("status", STATUS);

    static final Schema CLAIMED = Schema.object("claimed jobs")
            .with(
                    "jobs",
                    Schema.list(
                            "foremost first",
                            Schema.object("a job, yours until you end the claim or its lease runs out")
                                    .with("token", Schema.text("proves the claim"))
                                    .with("id", Schema.text("the job's id"))
                                    .with("type", Schema.text("the job type"))
                                    .with("payload", Schema.any("the payload"))
                                    .with("attempt", Schema.whole("this attempt's number, from 1"))
                                    .with("tags", Schema.list("labels", Schema.text("a label")))
                                    .with("lease_ms", Schema.whole("how long the lease runs"))));

    private Shapes() {}

    private static Schema brief() {
        return Schema.object("a job")
                .with("queue", Schema.text("its queue"))
                .with("id", Schema.text("its id"))
                .with("status", STATUS)
                .maybe("type", Schema.text("the job type"))
                .maybe("enqueued_at", Schema.instant("when it was enqueued, by the clock of Redis"))
                .maybe("tags", Schema.list("labels", Schema.text("a label")))
                .with("failures", Schema.whole("attempts that failed"))
                .with("crashes", Schema.whole("attempts whose worker died"))
                .maybe("error", Schema.text("what the last failed attempt said"))
                .maybe("reason", Schema.text("why it is dead or cancelled, or why its result was dropped"))
                .maybe("due_at", Schema.instant("when it becomes pending"))
                .maybe("finished_at", Schema.instant("when it ended, as far as that was kept"));
    }
}
