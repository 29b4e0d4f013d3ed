package dev.baton.redis;

import dev.baton.model.JobStatus;
import dev.baton.model.Whereabouts;
import dev.baton.model.Whereabouts.Holder;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the where script found. */
final class WhereaboutsReader {
    private WhereaboutsReader() {}

    /** Empty for an unknown id. */
    static Optional<Whereabouts> read(Answers found) {
        Optional<JobStatus> status = found.status(1);
        return status.map(known -> new Whereabouts(
                known,
                Instant.ofEpochMilli(found.number(0)),
                instant(found, 2),
                found.number(3),
                found.numberIfAny(4),
                instant(found, 5),
                found.number(6),
                found.number(7),
                found.number(8) == 1,
                holder(found)));
    }

    private static @Nullable Holder holder(Answers found) {
        String hand = found.word(9, "worker", "lease", "");
        return hand.isEmpty()
                ? null
                : new Holder(
                        found.text(10),
                        Instant.ofEpochMilli(found.number(11)),
                        WorkerViews.held(found.text(12)).claimedAt());
    }

    private static @Nullable Instant instant(Answers found, int place) {
        return found.numberIfAny(place).isPresent() ? Instant.ofEpochMilli(found.number(place)) : null;
    }
}
