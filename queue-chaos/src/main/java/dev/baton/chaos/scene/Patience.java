package dev.baton.chaos.scene;

import dev.baton.chaos.check.Invariant;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for events, with a limit. */
final class Patience {
    private static final Duration LOOK = Duration.ofMillis(15);

    private Patience() {}

    static void await(Duration limit, Invariant invariant, String what, Callable<Boolean> condition)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            Awaitility.await(what)
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(LOOK)
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new Stuck(invariant, "within " + limit.toSeconds() + " s this did not come: " + what);
        }
    }

    /** For faults that are a length of time: nothing happens that could be waited for. */
    static void pass(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Awaitility.await("time").pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }
}
