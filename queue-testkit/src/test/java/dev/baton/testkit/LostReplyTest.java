package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Baton;
import dev.baton.model.JobType;
import org.junit.jupiter.api.Test;

@WithRedis
class LostReplyTest {
    private static final JobType<String, Integer> GREET = JobType.of("greet", String.class, Integer.class);

    // snippet:fault-proxy
    @Test
    void anEnqueueWhoseReplyIsLostMakesOneJob(RedisUri redis) {
        try (FaultProxy wire = FaultProxy.to(redis);
                Baton baton = Baton.connect(wire.uri())) {
            wire.dropNextReplyMatching(FaultProxy.containing("Ada"), End.RST);
            baton.queue("emails").enqueue(GREET, "Ada");
            assertThat(wire.triggered()).isEqualTo(1);
            assertThat(baton.queue("emails").stats().pending()).isEqualTo(1);
        }
    }
    // end
}
