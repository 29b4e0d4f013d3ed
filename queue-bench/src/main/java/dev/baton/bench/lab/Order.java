package dev.baton.bench.lab;

import dev.baton.model.JobType;
import java.util.List;
import java.util.stream.IntStream;

/** The payload of the benchmarks: about a hundred bytes of JSON, encoded and decoded by the real codec. */
public record Order(long number, String customer, String address, double amount) {
    public static final JobType<Order, Void> TYPE = JobType.of("order", Order.class);

    public static Order numbered(long number) {
        return new Order(number, "customer-" + number % 1000, "ada@example.com, 12 Analytical Row", 12.5);
    }

    public static List<Order> numbered(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Order::numbered).toList();
    }
}
