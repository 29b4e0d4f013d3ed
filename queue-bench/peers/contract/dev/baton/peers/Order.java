package dev.baton.peers;

import java.util.List;
import java.util.stream.IntStream;

/** The payload of all jobs: about a hundred bytes of JSON. */
public record Order(long number, String customer, String address, double amount) {
    public static Order numbered(long number) {
        return new Order(number, "customer-" + number % 1000, "ada@example.com, 12 Analytical Row", 12.5);
    }

    /** The orders of one call in bulk. */
    public static List<Order> numbered(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Order::numbered).toList();
    }
}
