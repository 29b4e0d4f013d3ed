package dev.baton.worker;

import dev.baton.model.Failure;
import dev.baton.store.Claim;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;

/** Tells a failed attempt's story within bounds: nobody pays for a stack trace of a megabyte a million times. */
final class Failures {
    private static final int MESSAGE = 4096;
    private static final int STACK = 8192;

    private Failures() {}

    static Failure thrown(Claim claim, Clock clock, Throwable error) {
        return thrown(claim, clock, error.getClass().getName(), messageOf(error), error);
    }

    static Failure thrown(Claim claim, Clock clock, String kind, String message, Throwable error) {
        return new Failure(
                claim.attempt(),
                clock.instant(),
                kind,
                cut(message, MESSAGE),
                cut(stackOf(error), STACK),
                workerOf(claim),
                claimedAt(claim));
    }

    static Failure said(Claim claim, Clock clock, String kind, String message) {
        return new Failure(
                claim.attempt(), clock.instant(), kind, cut(message, MESSAGE), "", workerOf(claim), claimedAt(claim));
    }

    /** {@code text}, at most {@code most} characters of it, never ending in half a surrogate pair. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    private static Instant claimedAt(Claim claim) {
        return Instant.ofEpochMilli(claim.claimedAtMillis());
    }

    private static String workerOf(Claim claim) {
        return claim.lane().worker();
    }

    // User code: getMessage and printStackTrace of an exception may throw themselves, and must not take the run along.
    private static String messageOf(Throwable error) {
        try {
            String message = error.getMessage();
            return message == null ? "" : message;
        } catch (Throwable broken) {
            return "(its message cannot be read: " + broken.getClass().getName() + ")";
        }
    }

    private static String stackOf(Throwable error) {
        try {
            StringWriter out = new StringWriter();
            error.printStackTrace(new PrintWriter(out));
            return out.toString();
        } catch (Throwable broken) {
            return "(its stack cannot be read: " + broken.getClass().getName() + ")";
        }
    }
}
