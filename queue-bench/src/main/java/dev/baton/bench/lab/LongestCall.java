package dev.baton.bench.lab;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The longest that one script call on a queue has held Redis up, as its slow log tells: so nobody's way to Redis and
 * nobody's waiting in line is in it. Where CONFIG is forbidden there is no answer.
 */
public final class LongestCall implements AutoCloseable {
    private static final String SLOWER_THAN = "slowlog-log-slower-than";
    private static final String LENGTH = "slowlog-max-len";
    /** Microseconds: shorter calls are nobody's trouble. */
    private static final int LOGGED_FROM = 200;

    private static final int MOST = 20_000;

    private final RedisCommands<String, String> redis;
    private final String queue;
    private final Map<String, String> before;
    private final long lastId;

    private LongestCall(RedisCommands<String, String> redis, String queue, Map<String, String> before, long lastId) {
        this.redis = redis;
        this.queue = queue;
        this.before = before;
        this.lastId = lastId;
    }

    /** Watches from now on; what is set for it is set back in the end. */
    public static LongestCall watch(Lab lab, String queue) {
        RedisCommands<String, String> redis = lab.redis();
        try {
            Map<String, String> before = redis.configGet(SLOWER_THAN, LENGTH);
            redis.configSet(Map.of(SLOWER_THAN, Integer.toString(LOGGED_FROM), LENGTH, Integer.toString(MOST)));
            long lastId = redis.slowlogGet(1).stream()
                    .mapToLong(entry -> (Long) fields(entry).get(0))
                    .findFirst()
                    .orElse(-1);
            return new LongestCall(redis, queue, before, lastId);
        } catch (RedisCommandExecutionException e) {
            return new LongestCall(redis, queue, Map.of(), Long.MAX_VALUE); // forbidden
        }
    }

    /** Milliseconds; empty if nothing was logged. */
    public OptionalDouble millis() {
        if (before.isEmpty()) {
            return OptionalDouble.empty();
        }
        return redis.slowlogGet(MOST).stream()
                .map(LongestCall::fields)
                .filter(entry -> (Long) entry.get(0) > lastId && isOfQueue(fields(entry.get(3))))
                .mapToDouble(entry -> (Long) entry.get(2) / 1e3)
                .max();
    }

    private boolean isOfQueue(List<?> words) {
        return String.valueOf(words.get(0)).toLowerCase(Locale.ROOT).startsWith("evalsha")
                && words.stream().anyMatch(word -> String.valueOf(word).contains("{" + queue + "}"));
    }

    private static List<?> fields(Object entry) {
        return (List<?>) entry;
    }

    @Override
    public void close() {
        if (!before.isEmpty()) {
            redis.configSet(before);
        }
    }
}
