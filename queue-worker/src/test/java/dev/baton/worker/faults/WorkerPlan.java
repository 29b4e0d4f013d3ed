package dev.baton.worker.faults;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a {@link FaultWorker} is to be; travels to another JVM as words {@code key=value}. Immutable. */
final class WorkerPlan {
    private final Map<String, String> values;

    private WorkerPlan(Map<String, String> values) {
        this.values = values;
    }

    /** One handler at a time, a heartbeat each 300 ms, dead after 1.5 s, 10 s of grace. */
    static WorkerPlan of(String uri, String queue) {
        return new WorkerPlan(new LinkedHashMap<>(Map.of("uri", uri, "queue", queue)))
                .concurrency(1)
                .heartbeat(Duration.ofMillis(300), Duration.ofMillis(1500))
                .grace(Duration.ofSeconds(10))
                .by("worker");
    }

    static WorkerPlan parse(String... words) {
        var values = new LinkedHashMap<String, String>();
        for (String word : words) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new WorkerPlan(values);
    }

    WorkerPlan concurrency(int handlers) {
        return with("concurrency", String.valueOf(handlers));
    }

    WorkerPlan heartbeat(Duration period, Duration expiry) {
        return with("heartbeat", period.toString()).with("expiry", expiry.toString());
    }

    WorkerPlan grace(Duration grace) {
        return with("grace", grace.toString());
    }

    /** The name in its receipts. */
    WorkerPlan by(String name) {
        return with("by", name);
    }

    /** Halts for ever at this point. */
    WorkerPlan haltAt(Point point) {
        return with("halt", point.name());
    }

    /** Holds what reaches this point until it is told {@code pass}. */
    WorkerPlan holdAt(Point point) {
        return with("hold", point.name());
    }

    List<String> words() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .toList();
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    Duration length(String name) {
        return Duration.parse(text(name));
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    Halt halt(EventLog log) {
        if (!text("halt").isEmpty()) {
            return Halt.forEver(Point.valueOf(text("halt")), log);
        }
        return text("hold").isEmpty() ? Halt.nowhere(log) : Halt.untilPassed(Point.valueOf(text("hold")), log);
    }

    private WorkerPlan with(String name, String value) {
        var more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new WorkerPlan(more);
    }
}
