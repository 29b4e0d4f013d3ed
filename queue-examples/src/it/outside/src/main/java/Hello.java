import dev.baton.Baton;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobType;
import java.time.Duration;

/** An application that depends on Baton's artifacts and on nothing else. */
public class Hello {
    record Name(String name) {}

    static final JobType<Name, String> GREET = JobType.of("greet", Name.class, String.class);

    public static void main(String[] arguments) {
        try (var redis = RedisServer.builder().start();
                var baton = Baton.connect(redis.uri());
                var worker = baton.worker()
                        .queue("greetings")
                        .handle(GREET, (greeted, context) -> "Hello, " + greeted.name() + "!")
                        .start()) {
            var job = baton.queue("greetings").enqueue(GREET, new Name("Ada"));
            System.out.println(job.await(Duration.ofMinutes(1)));
        }
    }
}
