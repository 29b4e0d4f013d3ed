package dev.baton.redis;

import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.store.EnqueueAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The first jobs of a queue, for which its name has to be written first: they keep their order all the same. */
class FirstUseTest extends OnLentRedis {
    private static final int QUEUES = 100;
    private static final int JOBS = 40;

    @Test
    void jobsThatAreEnqueuedWhileTheNameIsBeingWrittenStandInTheirOrder() {
        List<String> ids = IntStream.range(0, JOBS).mapToObj(n -> "j" + n).toList();
        List<String> fromTheBack = new ArrayList<>(ids);
        Collections.reverse(fromTheBack);
        for (int queue = 0; queue < QUEUES; queue++) {
            String name = "fresh" + queue;
            List<CompletableFuture<List<EnqueueAnswer>>> answers = new ArrayList<>();
            ids.forEach(id -> answers.add(redis.store().enqueues().enqueue(name, List.of(job(id)))));
            answers.forEach(TestRedis::get);
            assertThat(redis.raw().lrange("baton:{" + name + "}:pending", 0, -1))
                    .as(name)
                    .isEqualTo(fromTheBack);
        }
        assertThat(get(redis.store().inspection().queues())).hasSize(QUEUES);
    }
}
