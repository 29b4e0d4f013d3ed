package dev.baton.chaos.worker;

import dev.baton.chaos.log.EventLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a {@link FaultWorker} is to be; travels to another JVM as words {@code key=value}. Immutable. */
public final class WorkerPlan {
    private final Map<String, String> values;

    private WorkerPlan(Map<String, String> values) {
        this.values = values;
    }

    /** One handler at a time, a heartbeat each 300 ms, dead after 1.5 s, 10 s of grace. */
    public static WorkerPlan of(String uri, String queue) {
        return new WorkerPlan(new LinkedHashMap<>(Map.of("uri", uri, "queue", queue)))
                .concurrency(1)
                .heartbeat(Duration.ofMillis(300), Duration.ofMillis(1500))
                .grace(Duration.ofSeconds(10))
                .commandTimeout(Duration.ofSeconds(10));
    }

    static WorkerPlan parse(String... words) {
        var values = new LinkedHashMap<String, String>();
        for (String word : words) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new WorkerPlan(values);
    }

    public WorkerPlan uri(String uri) {
        return with("uri", uri);
    }

    public WorkerPlan queue(String queue) {
        return with("queue", queue);
    }

    public WorkerPlan concurrency(int handlers) {
        return with("concurrency", String.valueOf(handlers));
    }

    public WorkerPlan heartbeat(Duration period, Duration expiry) {
        return with("heartbeat", period.toString()).with("expiry", expiry.toString());
    }

    /** As a worker of which nothing was said: a heartbeat each 3 s, dead after 9 s. */
    public WorkerPlan defaults() {
        return heartbeat(Duration.ofSeconds(3), Duration.ofSeconds(9));
    }

    public WorkerPlan grace(Duration grace) {
        return with("grace", grace.toString());
    }

    public WorkerPlan commandTimeout(Duration timeout) {
        return with("timeout", timeout.toString());
    }

    /** Accepts a Redis that may evict keys. */
    public WorkerPlan evictionAllowed() {
        return with("eviction", "allowed");
    }

    /** Starts with the word {@code begin}, so that its JVM is up by then. */
    public WorkerPlan later() {
        return with("start", "later");
    }

    /** Memory and whatever else its JVM is to have. */
    public WorkerPlan jvm(String... options) {
        return with("jvm", String.join(" ", options));
    }

    /** Tells scripts a time that is off by the seconds in this file, whatever they are at the moment. */
    public WorkerPlan clock(Path seconds) {
        return with("clock", seconds.toString());
    }

    /** An environment variable of its process. */
    public WorkerPlan environment(String name, String value) {
        return with("env." + name, value);
    }

    /** Halts for ever at this point. */
    public WorkerPlan haltAt(Point point) {
        return with("halt", point.name());
    }

    /** Holds what reaches this point until it is told {@code pass}. */
    public WorkerPlan holdAt(Point point) {
        return with("hold", point.name());
    }

    public List<String> words() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .toList();
    }

    public Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> {
            if (name.startsWith("env.")) {
                environment.put(name.substring("env.".length()), value);
            }
        });
        return environment;
    }

    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    public Duration length(String name) {
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
