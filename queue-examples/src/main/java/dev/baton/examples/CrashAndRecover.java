package dev.baton.examples;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.WorkerBuilder;
import dev.baton.model.JobType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Kills a worker process in the middle of a job, and has another worker do the job again. Argument: the URI of a Redis,
 * or none.
 */
public final class CrashAndRecover {
    record Parcel(String address) {}

    private static final JobType<Parcel, String> DELIVER = JobType.of("deliver", Parcel.class, String.class);

    private CrashAndRecover() {}

    public static void main(String[] arguments) throws Exception {
        try (var redis = ExampleRedis.of(arguments);
                Baton baton = Baton.connect(redis.uri())) {
            var job = baton.queue("parcels").enqueue(DELIVER, new Parcel("12 Crooked Lane"));

            Process doomed = startDoomedWorker(redis.uri());
            System.out.println("the first worker says: " + firstLine(doomed));
            doomed.destroyForcibly().waitFor();
            System.out.println("it was killed, and the job is " + job.status());

            try (Worker second = quick(baton)
                    .handle(
                            DELIVER,
                            (parcel, context) ->
                                    "delivered to " + parcel.address() + " by attempt " + context.attempt())
                    .start()) {
                System.out.println(job.await(Duration.ofMinutes(1)));
                System.out.println(
                        "the second worker took back " + second.stats().reclaimed() + " job");
            }
        }
    }

    // snippet:quick-recovery
    /** A worker whose jobs are taken back one second after it was last heard of; 9 s by default. */
    private static WorkerBuilder quick(Baton baton) {
        return baton.worker().queue("parcels").heartbeat(Duration.ofMillis(200), Duration.ofSeconds(1));
    }
    // end

    private static Process startDoomedWorker(String uri) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Doomed.class.getName(),
                        uri)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        return String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
    }

    /** The worker that starts the job and never ends it. */
    static final class Doomed {
        private Doomed() {}

        public static void main(String[] arguments) throws Exception {
            try (Baton baton = Baton.connect(arguments[0]);
                    Worker worker = quick(baton)
                            .handle(DELIVER, (parcel, context) -> {
                                System.out.println("attempt " + context.attempt() + " is on its way");
                                new CountDownLatch(1).await();
                                return "never";
                            })
                            .start()) {
                // The end of stdin is the end of the process that started this one.
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
