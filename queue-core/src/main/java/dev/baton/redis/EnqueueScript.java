package dev.baton.redis;

import dev.baton.codec.JobCodec;
import dev.baton.model.Grammar;
import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.model.Printable;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.NewJob;
import java.util.ArrayList;
import java.util.List;

/** Drafts calls of the enqueue script, and reads what they answer. */
final class EnqueueScript {
    /** Latest instant that a score holds exactly: 2^53 ms. */
    private static final long LATEST_MILLIS = 1L << 53;

    /** A job that the answer tells of: which, id, word, status. */
    private static final int TOLD_WIDTH = 4;

    /** A record is a little larger than its payload. */
    private static final int LARGEST_RECORD = Limits.PAYLOAD_BYTES + (64 << 10);

    /** For jobs that may be started only once. */
    private static final String ONCE = "!";

    private final Desk desk;
    private final byte[] recordHead;

    EnqueueScript(Desk desk, JobCodec codec) {
        this.desk = desk;
        this.recordHead = codec.recordHead();
    }

    /**
     * A call for at least one job.
     *
     * @param marked whether something is written in any case, for a WAIT behind the call covers only what its connection
     *     wrote
     * @throws IllegalArgumentException if there are too many jobs, too many bytes, or an id is outside the grammar
     */
    ScriptCall draft(String queue, List<NewJob> jobs, boolean marked) {
        Keys keys = desk.keys(queue);
        requireWithinLimits(jobs);
        ScriptCall.Draft draft = desk.draft(
                        desk.scripts().enqueue, keys, keys.pending(), keys.scheduled(), keys.stats(), keys.tries())
                .with(recordHead)
                .with(marked ? "mark" : "");
        for (NewJob job : jobs) {
            draft.with(Grammar.requireJobId(job.id())).with(start(job)).with(job.recordTail());
        }
        return draft.ready();
    }

    private static String start(NewJob job) {
        return job.atMostOnce() ? ONCE + due(job.start()) : due(job.start());
    }

    static void requireWithinLimits(List<NewJob> jobs) {
        if (jobs.size() > Limits.BATCH) {
            throw new IllegalArgumentException(
                    "A batch of " + jobs.size() + " jobs is not allowed: use at most " + Limits.BATCH);
        }
        long bytes = 0;
        for (NewJob job : jobs) {
            bytes += job.recordTail().length;
            if (job.recordTail().length > LARGEST_RECORD) {
                throw new IllegalArgumentException("The job " + Printable.quote(job.id()) + " of "
                        + job.recordTail().length + " bytes is not allowed: use at most " + LARGEST_RECORD);
            }
        }
        if (bytes > Limits.ENQUEUE_BYTES) {
            throw new IllegalArgumentException(
                    "A batch of " + bytes + " bytes is not allowed: use at most " + Limits.ENQUEUE_BYTES);
        }
    }

    private static String due(NewJob.Start start) {
        if (start instanceof NewJob.Start.After after) {
            return after.delay().isZero() ? "" : "+" + Math.max(1, after.delay().toMillis());
        }
        if (start instanceof NewJob.Start.At at) {
            long millis;
            try {
                millis = at.instant().toEpochMilli();
            } catch (ArithmeticException e) {
                millis = at.instant().getEpochSecond() < 0 ? 0 : Long.MAX_VALUE;
            }
            if (millis > LATEST_MILLIS) {
                throw new IllegalArgumentException(
                        "The start " + at.instant() + " is not allowed: use an instant within 3650 days");
            }
            return Long.toString(Math.max(0, millis));
        }
        return "";
    }

    List<EnqueueAnswer> read(Answers answers, List<NewJob> jobs) {
        answers.requireId(0, jobs.get(0).id());
        answers.requireId(1, jobs.get(jobs.size() - 1).id());
        List<EnqueueAnswer> read = new ArrayList<>(jobs.size());
        for (NewJob job : jobs) {
            read.add(new EnqueueAnswer.Created(job.id(), JobStatus.PENDING));
        }
        Answers told = answers.list(2);
        for (int at = 0; at < told.size(); at += TOLD_WIDTH) {
            int which = told.count(at) - 1;
            if (which < 0 || which >= jobs.size()) {
                throw Answers.mismatch("a word about a job that was not enqueued");
            }
            String id = jobs.get(which).id();
            told.requireId(at + 1, id);
            read.set(which, answer(id, told.text(at + 2), status(id, told.text(at + 3))));
        }
        return read;
    }

    private static EnqueueAnswer answer(String id, String word, JobStatus status) {
        return switch (word) {
            case "created" -> new EnqueueAnswer.Created(id, status);
            case "same" -> new EnqueueAnswer.Existing(id, status, true);
            case "exists" -> new EnqueueAnswer.Existing(id, status, false);
            default -> throw Answers.mismatch("an unknown word for an enqueue");
        };
    }

    /** Not UNFIT as elsewhere, which would say that nothing happened: the other jobs of the batch are there. */
    private static JobStatus status(String id, String word) {
        return JobStatus.ofWord(word)
                .orElseThrow(() -> Answers.mismatch("job " + Printable.quote(id) + " has the status "
                        + Printable.quote(word) + ", which this release does not know"));
    }
}
