package dev.baton.doctor;

import dev.baton.Baton;
import dev.baton.model.JobType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own, to be killed: some of its jobs fail, some take a while. */
final class LoadedWorker {
    static final JobType<Integer, Integer> COUNT = JobType.of("count", Integer.class, Integer.class);

    private LoadedWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        try (Baton baton = Baton.connect(arguments[0]);
                var worker = baton.worker()
                        .queue("load", q -> q.concurrency(32))
                        .heartbeat(Duration.ofMillis(300), Duration.ofMillis(1_500))
                        .maxCrashes(50)
                        .handle(COUNT, (number, context) -> {
                            if (number % 50 == 0 && context.attempt() == 1) {
                                throw new IllegalStateException("the first attempt fails");
                            }
                            if (never.await(number % 20, TimeUnit.MILLISECONDS)) {
                                throw new IllegalStateException("nobody counts down");
                            }
                            return number;
                        })
                        .start()) {
            System.out.println(worker.name());
            System.in.read();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
