package dev.baton.redis;

import static dev.baton.redis.TestRedis.failure;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import java.time.Duration;
import java.util.function.Function;

/** Every way to end a claim, and where the job is then. */
enum Outcome {
    COMPLETE(JobStatus.DONE, claim -> new Ending.Complete(claim, null, null, false)),
    RETRY(JobStatus.RETRYING, claim -> new Ending.Retry(claim, Duration.ofHours(1), failure(1))),
    SNOOZE(JobStatus.SCHEDULED, claim -> new Ending.Snooze(claim, Duration.ofHours(1))),
    RELEASE(JobStatus.PENDING, Ending.Release::new),
    BURY(JobStatus.DEAD, claim -> new Ending.Bury(claim, "said so", failure(1), true)),
    CONCEDE(JobStatus.CANCELLED, claim -> new Ending.Concede(claim, "was asked"));

    private final JobStatus target;
    private final Function<Claim, Ending> ending;

    Outcome(JobStatus target, Function<Claim, Ending> ending) {
        this.target = target;
        this.ending = ending;
    }

    JobStatus target() {
        return target;
    }

    Ending of(Claim claim) {
        return ending.apply(claim);
    }
}
