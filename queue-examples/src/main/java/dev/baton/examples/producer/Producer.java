package dev.baton.examples.producer;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.model.JobType;
import dev.baton.model.Printable;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Enqueues greetings and waits until somebody has done them. Arguments: the URI of Redis, a queue, a number of jobs. */
public final class Producer {
    record Greeting(String name, int number) {}

    private static final JobType<Greeting, Object> GREETING = JobType.of("greeting", Greeting.class, Object.class);

    private Producer() {}

    public static void main(String[] arguments) {
        if (arguments.length != 3 || !arguments[2].matches("[1-9]\\d{0,5}")) {
            System.err.println("producer: three arguments are needed: redis://host:port, a queue, 1 to 999999 jobs");
            System.exit(2);
        }
        try {
            produce(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        } catch (RuntimeException e) {
            System.err.println("producer: " + Printable.line(String.valueOf(e.getMessage()), 400));
            System.exit(1);
        }
    }

    private static void produce(String uri, String queue, int jobs) {
        try (Baton baton = Baton.connect(uri)) {
            List<Greeting> greetings = IntStream.rangeClosed(1, jobs)
                    .mapToObj(number -> new Greeting("Ada", number))
                    .toList();
            for (JobHandle<Object> job : baton.queue(queue).enqueueAll(GREETING, greetings)) {
                Object result = job.await(Duration.ofMinutes(1));
                System.out.println(job.id() + " " + Printable.line(String.valueOf(result), 200));
            }
        }
    }
}
