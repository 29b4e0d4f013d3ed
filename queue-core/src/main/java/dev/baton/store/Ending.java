package dev.baton.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a claim is ended; every one proves its right by {@link Claim#entry()}, and may be sent again without harm. */
public sealed interface Ending {
    Claim claim();

    /**
     * The job is done.
     *
     * @param result encoded result; null for none
     * @param note why a result was dropped; null if nothing is to be told
     * @param chosenId whether the id is remembered for long
     */
    record Complete(
            Claim claim, byte @Nullable [] result, @Nullable String note, boolean chosenId) implements Ending {}

    /** The attempt failed and counts; again after {@code delay}. {@code failure} is an encoded failure. */
    record Retry(Claim claim, Duration delay, byte[] failure) implements Ending {}

    /** Later, not counted. */
    record Snooze(Claim claim, Duration delay) implements Ending {}

    /** To the front at once, not counted. */
    record Release(Claim claim) implements Ending {}

    /** Dead. {@code counted} says whether an attempt failed (else it never started: malformed, deadline). */
    record Bury(Claim claim, String reason, byte[] failure, boolean counted) implements Ending {}

    /** Cancelled, by the handler or because it was asked to. */
    record Concede(Claim claim, String reason) implements Ending {}
}
