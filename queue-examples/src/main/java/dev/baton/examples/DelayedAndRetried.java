package dev.baton.examples;

import dev.baton.Baton;
import dev.baton.JobContext;
import dev.baton.JobFailedException;
import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A job that waits, one that fails twice before it works, and one that nobody can do, until a person replays it.
 * Argument: the URI of a Redis, or none.
 */
public final class DelayedAndRetried {
    record Report(String name) {}

    // snippet:retry
    private static final JobType<Report, String> REPORT = JobType.of("report", Report.class, String.class)
            .retry(RetryPolicy.attempts(3).withBackoff(Duration.ofMillis(100), Duration.ofSeconds(10)))
            .timeout(Duration.ofMinutes(1));
    // end

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static volatile boolean mended;

    private DelayedAndRetried() {}

    public static void main(String[] arguments) {
        try (var redis = ExampleRedis.of(arguments);
                Baton baton = Baton.connect(redis.uri());
                var worker = baton.worker()
                        .queue("reports")
                        .handle(
                                REPORT,
                                DelayedAndRetried::write,
                                options -> options.failFastOn(UnsupportedOperationException.class))
                        .start()) {
            var reports = baton.queue("reports");

            var late = reports.enqueue(REPORT, new Report("late"), o -> o.delay(Duration.ofMillis(500)));
            System.out.println("late is " + late.status());
            System.out.println(late.await(PATIENCE));

            var flaky = reports.enqueue(REPORT, new Report("flaky"));
            System.out.println(flaky.await(PATIENCE));
            flaky.error().ifPresent(error -> System.out.println("flaky had failed with: " + error.message()));

            var broken = reports.enqueue(REPORT, new Report("broken"));
            try {
                broken.await(PATIENCE);
            } catch (JobFailedException e) {
                System.out.println("broken is " + broken.status() + ": " + e.getMessage());
            }
            mended = true;
            System.out.println("replay: " + reports.replay(broken.id()).verdict());
            System.out.println(broken.await(PATIENCE));
        }
    }

    private static String write(Report report, JobContext context) throws IOException {
        if (report.name().equals("flaky") && context.attempt() < 3) {
            throw new IOException("the printer is busy, attempt " + context.attempt());
        }
        if (report.name().equals("broken") && !mended) {
            throw new UnsupportedOperationException("there is no such report");
        }
        Duration age = Duration.between(context.enqueuedAt(), Instant.now());
        return report.name() + " is written by attempt " + context.attempt() + " after " + age.toMillis() + " ms";
    }
}
