package dev.baton.examples.hello;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.Worker;
import dev.baton.examples.ExampleRedis;
import dev.baton.model.JobType;
import java.time.Duration;
import java.util.List;

/** Enqueues e-mails, sends them in a worker, and waits for the receipt of one. Argument: the URI of a Redis, or none. */
public final class Hello {
    // snippet:hello-type
    record Welcome(String email, String name) {}

    record Receipt(String address, int code) {}

    static final JobType<Welcome, Receipt> WELCOME = JobType.of("welcome", Welcome.class, Receipt.class);
    // end

    private Hello() {}

    public static void main(String[] arguments) {
        try (var redis = ExampleRedis.of(arguments)) {
            hello(redis.uri(), new Mailer());
        }
    }

    private static void hello(String uri, Mailer mailer) {
        List<Welcome> many =
                List.of(new Welcome("alan@example.com", "Alan"), new Welcome("edsger@example.com", "Edsger"));
        Welcome later = new Welcome("grace@example.com", "Grace");
        // snippet:hello
        try (Baton baton = Baton.connect(uri)) { // redis://localhost:6379
            JobQueue emails = baton.queue("emails");
            JobHandle<Receipt> job = emails.enqueue(WELCOME, new Welcome("ada@example.com", "Ada"));
            emails.enqueue(WELCOME, later, o -> o.delay(Duration.ofSeconds(1)).id("order-42"));
            emails.enqueueAll(WELCOME, many); // one round trip a batch of up to 1000
            System.out.println(job.status()); // pending; later in-progress, and done

            try (Worker worker = baton.worker()
                    .queue("emails", q -> q.concurrency(32))
                    .handle(WELCOME, (welcome, context) -> mailer.send(welcome))
                    .start()) {
                Receipt receipt = job.await(Duration.ofSeconds(10)); // or job.future()
                System.out.println(worker.name() + " got " + receipt);
            }
        }
        // end
    }
}
