package dev.baton.simulation;

import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.HeartbeatAnswer;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Requests and answers in words: for traces, and to hold two answers against each other. */
final class Words {
    private Words() {}

    static String of(Ending ending) {
        return ending.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + " "
                + ending.claim().entry();
    }

    static String of(List<? extends Ending> endings) {
        return endings.stream().map(Words::of).toList().toString();
    }

    static String of(ClaimRequest request) {
        return "claim " + request.call() + " for " + request.most();
    }

    /** Everything that an answer says, apart from the bytes of records. */
    static String of(@Nullable Object answer) {
        if (answer instanceof ClaimAnswer claimed) {
            return claimed.verdict() + " "
                    + claimed.claims().stream().map(Words::of).toList() + " dropped " + claimed.dropped() + " settled "
                    + claimed.settlements() + " at " + claimed.serverMillis();
        } else if (answer instanceof HeartbeatAnswer beat) {
            return (beat.live() ? "live " : "expired ") + new TreeMap<>(beat.entries()) + " to cancel "
                    + new TreeSet<>(beat.cancelAsked()) + (beat.paused() ? " paused" : "") + " due "
                    + beat.nextDueMillis() + " pending " + beat.pending() + " expired " + beat.expiredWorkers() + " at "
                    + beat.serverMillis();
        }
        return String.valueOf(answer);
    }

    private static String of(Claim claim) {
        return claim.lane().worker() + ":" + claim.lane().number() + " " + claim.entry() + " failures "
                + claim.failures() + " crashes " + claim.crashes() + (claim.tried() ? " tried" : "");
    }
}
