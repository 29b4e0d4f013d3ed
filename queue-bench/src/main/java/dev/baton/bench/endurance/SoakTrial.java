package dev.baton.bench.endurance;

import dev.baton.Baton;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.process.ChildJvm;
import dev.baton.bench.process.WorkerProcess;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Mixed load for long on a worker of 256 MB: whether its heap grows, what a full collection leaves of it, and whether the
 * memory of Redis does.
 */
public final class SoakTrial implements Trial {
    /**
     * Tombstones of generated ids stand for ten minutes, and the records of the last 100,000 jobs before that: only then does
     * as much go as comes.
     */
    private static final Duration SETTLED_AFTER = Duration.ofMinutes(13);

    private static final int PER_SECOND = 1_000;
    private static final int HANDLERS = 32;
    private static final int SAMPLES = 60;
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final Duration length;
    private final Trend heap = new Trend();
    private final Trend redis = new Trend();

    public SoakTrial(Duration length) {
        this.length = length;
    }

    @Override
    public String name() {
        return "soak, mixed load of " + PER_SECOND + " jobs/s for " + length.toSeconds() + " s";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        String queue = lab.newQueue("soak");
        ChildJvm worker = WorkerProcess.start(lab.uri(), queue, HANDLERS, true);
        try (Baton baton = lab.connect()) {
            long done;
            try (MixedLoad load = MixedLoad.start(baton, queue, PER_SECOND)) {
                sample(lab, worker, load, readings);
                done = baton.queue(queue).stats().counters().getOrDefault("done", 0L);
            }
            readings.note("soak.rate", "jobs/s", 1e3 * done / length.toMillis());
            WorkerProcess.stop(worker);
        } finally {
            worker.close();
            lab.remove(queue);
        }
        tell("soak.heap", heap, heap.verdict(), readings);
        tell("soak.redis", redis, isLong() ? redis.verdict() : "not settled yet: " + redis.numbers(), readings);
        readings.remark("soak", counting());
    }

    private void sample(Lab lab, ChildJvm worker, MixedLoad load, Readings readings) throws InterruptedException {
        long pause = Math.max(LEAST_PAUSE.toNanos(), length.toNanos() / SAMPLES);
        long began = System.nanoTime();
        for (long at = pause; at <= length.toNanos(); at += pause) {
            TimeUnit.NANOSECONDS.sleep(began + at - System.nanoTime());
            double seconds = (System.nanoTime() - began) / 1e9;
            double heapBytes = WorkerProcess.heapBytes(worker);
            double redisBytes = ServerInfo.read(lab.redis()).number("used_memory");
            readings.note("soak.heap", "MB", heapBytes / 1e6);
            readings.note("soak.redis", "MB", redisBytes / 1e6);
            readings.tell(String.format(
                    Locale.ROOT,
                    "%6.1f min  %,9d jobs  heap %6.2f MB  Redis %7.2f MB",
                    seconds / 60,
                    load.enqueued(),
                    heapBytes / 1e6,
                    redisBytes / 1e6));
            if (at > settlingNanos()) {
                heap.add(seconds, heapBytes);
                redis.add(seconds, redisBytes);
            }
        }
    }

    private static void tell(String name, Trend trend, String verdict, Readings readings) {
        readings.note(name + ".growth", "MB", trend.growth() / 1e6);
        readings.note(name + ".slope", "MB/h", trend.slope() * 3600 / 1e6);
        readings.remark(name, verdict);
    }

    private long settlingNanos() {
        return isLong() ? SETTLED_AFTER.toNanos() : length.toNanos() / 2;
    }

    /** Whether there is time enough behind the settling for a line to mean something. */
    private boolean isLong() {
        return length.compareTo(SETTLED_AFTER.multipliedBy(3).dividedBy(2)) >= 0;
    }

    private String counting() {
        return isLong()
                ? "growth is counted from minute " + SETTLED_AFTER.toMinutes() + " on, when retention has settled"
                : "too short for retention to settle, which takes " + SETTLED_AFTER.toMinutes()
                        + " min: growth is counted over the second half, and that of Redis says nothing";
    }
}
