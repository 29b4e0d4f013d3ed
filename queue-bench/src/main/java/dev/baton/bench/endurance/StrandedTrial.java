package dev.baton.bench.endurance;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.process.ChildJvm;
import dev.baton.bench.process.StrandedProducer;
import dev.baton.bench.process.StrandedProducer.Attempts;
import dev.baton.embedded.RedisServer;
import dev.baton.worker.program.ProgramFailure;
import java.time.Duration;

/**
 * A producer of 256 MB, and its Redis, which is one of the trial's own, is killed: how long an enqueue takes to fail, and
 * what the attempts leave on the heap.
 */
public final class StrandedTrial implements Trial {
    private static final int THREADS = 64;

    private final Duration length;

    public StrandedTrial(Duration length) {
        this.length = length;
    }

    @Override
    public String name() {
        return "stranded, " + THREADS + " threads enqueue to a dead Redis for " + length.toSeconds() + " s";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        try (RedisServer redis = RedisServer.builder().inMemory().start();
                ChildJvm producer = StrandedProducer.start(redis.uri(), THREADS, length)) {
            redis.kill();
            Attempts attempts = StrandedProducer.attempt(producer, length.plusMinutes(2));
            if (attempts.landed() > 0) {
                throw new ProgramFailure("Somebody else answered on the port of the Redis that was killed");
            }
            readings.note("stranded.failed", "attempts", attempts.failed());
            readings.note("stranded.p50", "ms", attempts.medianMillis());
            readings.note("stranded.slowest", "ms", attempts.slowestMillis());
            readings.note("stranded.heap", "MB", attempts.heapBytes() / 1e6);
        }
    }
}
