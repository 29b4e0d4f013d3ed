package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;

import java.util.Random;

/** A model of one queue, and the random steps that it and a real Redis take side by side. */
final class QueueModel {
    private final QueueState state;
    private final ClaimSteps claims;
    private final SweepSteps sweeps;
    private final QueueComparison comparison;

    QueueModel(TestRedis redis, Random random) {
        state = new QueueState(redis, random);
        claims = new ClaimSteps(state);
        sweeps = new SweepSteps(state);
        comparison = new QueueComparison(state);
    }

    int ended() {
        return state.ended();
    }

    /** Takes one step, here and there. @return what it was */
    String step() {
        state.pass();
        int dice = state.random.nextInt(100);
        if (dice < 18) {
            return sweeps.enqueue();
        } else if (dice < 24) {
            return claims.move();
        } else if (dice < 56) {
            return claims.completeAndClaim();
        } else if (dice < 70) {
            return claims.settle();
        } else if (dice < 76) {
            return claims.adopt();
        } else if (dice < 80) {
            return sweeps.cancel();
        } else if (dice < 83) {
            return sweeps.leave();
        } else if (dice < 87) {
            return sweeps.reclaim();
        } else if (dice < 90) {
            return sweeps.replay();
        } else if (dice < 95) {
            return sweeps.promote();
        } else if (dice < 98) {
            return sweeps.purge();
        }
        state.paused = !state.paused && state.random.nextInt(2) == 0;
        get(
                state.paused
                        ? state.redis.store().inspection().pause(QUEUE)
                        : state.redis.store().inspection().resume(QUEUE));
        return state.paused ? "pause" : "resume";
    }

    /** Everything in Redis against everything here. */
    void compare() {
        comparison.compare();
    }
}
