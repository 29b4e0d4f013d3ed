package dev.baton.worker;

import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.JobRecord;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides how claims of remote consumers end, by the same rules as those of a worker: retry policies, deadlines, jobs that
 * may start only once. Decides only; whoever asks carries it out. Thread-safe.
 */
public final class RemoteJudgement {
    private final JobCodec codec;
    private final Judgement judgement;

    /** @param random for the jitter of retries; thread-safe */
    public RemoteJudgement(JobCodec codec, RandomGenerator random) {
        this.codec = codec;
        this.judgement = new Judgement(codec, Clock.systemUTC(), random);
    }

    /**
     * Why a job that was just claimed must not be handed out: its record cannot be decoded, its deadline has passed, or it
     * was started before and may be only once. Empty: it may.
     */
    public Optional<Ending> refused(Claim claim) {
        JobRecord record;
        try {
            record = codec.readRecord(claim.record());
        } catch (CodecException e) {
            return Optional.of(judgement.malformed(claim, String.valueOf(e.getMessage())));
        }
        return judgement.overdue(claim, record).or(() -> judgement.startedBefore(claim, record));
    }

    /** The job is done. {@code result} is JSON in UTF-8; empty for none. */
    public Ending completed(Claim claim, Optional<byte[]> result) {
        return readable(claim)
                .<Ending>map(record -> new Ending.Complete(claim, result.orElse(null), null, record.chosenId()))
                .orElseGet(() -> new Ending.Complete(claim, result.orElse(null), null, true));
    }

    /** The attempt failed: the job is tried again, or dead if it was the last one or is not worth a retry. */
    public Ending failed(Claim claim, String error, String message, boolean retry) {
        return readable(claim)
                .map(record -> judgement.failedRemotely(claim, record, error, message, retry))
                .orElseGet(() -> judgement.malformed(claim, "it cannot be read any more"));
    }

    /** The consumer gives the job back: to the front, unless it may have had its only start. */
    public Ending released(Claim claim) {
        return readable(claim)
                .map(record -> judgement.returnedRemotely(claim, record))
                .orElseGet(() -> new Ending.Release(claim));
    }

    /** Back to the front: nobody has seen it. */
    public Ending unseen(Claim claim) {
        return new Ending.Release(claim);
    }

    private Optional<JobRecord> readable(Claim claim) {
        try {
            return Optional.of(codec.readRecord(claim.record()));
        } catch (CodecException e) {
            return Optional.empty();
        }
    }
}
