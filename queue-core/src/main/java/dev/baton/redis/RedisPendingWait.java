package dev.baton.redis;

import dev.baton.store.LeaseStore.PendingWait;
import io.lettuce.core.LMoveArgs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits by a BLMOVE from the front of the pending list to that same front: it ends as soon as there is something, and leaves
 * everything where it was. So nothing can be lost with its answer, and a copy of it does no harm; workers that wait behind it
 * get the job at once.
 */
final class RedisPendingWait implements PendingWait {
    private static final double MILLIS = 1_000.0;

    private final Keys keys;
    private final BlockingWait wait;

    RedisPendingWait(Keys keys, Connections connections) {
        this.keys = keys;
        this.wait = new BlockingWait("a job in queue \"" + keys.queue() + "\"", keys, connections);
    }

    @Override
    public CompletableFuture<Void> await(Duration block) {
        return wait.await(
                block,
                commands -> commands.blmove(
                        keys.pending(), keys.pending(), LMoveArgs.Builder.rightRight(), block.toMillis() / MILLIS));
    }

    @Override
    public void close() {
        wait.close();
    }
}
