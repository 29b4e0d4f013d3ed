package dev.baton.bench.latency;

import dev.baton.bench.lab.Lab;
import dev.baton.json.JacksonCodec;
import dev.baton.model.Limits;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Lane;
import dev.baton.store.Store;
import dev.baton.store.WorkerStore;
import java.time.Duration;
import java.util.List;

/** Workers that claimed jobs by the real scripts, on two lanes as a real one does, and are dead now. */
final class DeadWorker {
    /** Jobs in the hand of each. */
    static final int HOLDS = 1000;

    private static final int LANES = 2;
    private static final Duration EXPIRY = Duration.ofMinutes(1);

    private DeadWorker() {}

    /** Has so many claim what is pending, and die, all at the end. */
    static void leaveAll(Lab lab, String queue, int workers) {
        RedisStoreOptions options = RedisStoreOptions.of(lab.uri(), new JacksonCodec());
        try (Store store = RedisStore.connect(options)) {
            for (int i = 0; i < workers; i++) {
                claim(store.workers(), queue, name(i));
            }
            for (int i = 0; i < workers; i++) {
                store.workers().leave(queue, name(i)).join();
            }
        }
    }

    private static String name(int number) {
        return "dead-" + number;
    }

    private static void claim(WorkerStore store, String queue, String name) {
        store.join(queue, name, EXPIRY).join();
        for (int lane = 0; lane < LANES; lane++) {
            ClaimRequest request = new ClaimRequest("c" + lane, HOLDS / LANES, Limits.CLAIM_BYTES);
            ClaimAnswer answer = store.completeAndClaim(new Lane(queue, name, lane), List.of(), request)
                    .join();
            if (answer.claims().size() < HOLDS / LANES) {
                throw new IllegalStateException(name + " could claim only "
                        + answer.claims().size() + " of " + HOLDS / LANES + " jobs: " + answer.verdict());
            }
        }
    }
}
