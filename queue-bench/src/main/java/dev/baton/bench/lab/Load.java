package dev.baton.bench.lab;

import dev.baton.model.JobType;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * What the jobs of a trial carry.
 *
 * @param payload the payload of the job of this number
 * @param bytes about how large a payload is as JSON
 */
public record Load<P>(JobType<P, Void> type, LongFunction<P> payload, int bytes) {
    /** A call under way must leave room for a few others, in what a producer and Redis take at once. */
    private static final int BYTES_A_CALL = 2 << 20;

    private static final int JOBS_A_CALL = 1000;

    /** A hundred bytes each. */
    public static Load<Order> orders() {
        return new Load<>(Order.TYPE, Order::numbered, 100);
    }

    /** A long text each. */
    public static Load<Letter> letters(int bytes) {
        String text = Letter.text(bytes);
        return new Load<>(Letter.TYPE, number -> new Letter(number, text), bytes);
    }

    /** Whether it is about what the plain commands of the limits carry, so that a ratio to them says something. */
    public boolean isSmall() {
        return bytes <= 200;
    }

    int jobsACall() {
        return Math.max(1, Math.min(JOBS_A_CALL, BYTES_A_CALL / bytes));
    }

    List<P> numbered(long from, int count) {
        return LongStream.range(from, from + count).mapToObj(payload).toList();
    }
}
