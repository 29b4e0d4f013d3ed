package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers and keys in words that can be read and compared. */
final class Rendering {
    private Rendering() {}

    static String of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, UTF_8);
        } else if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null));
        } else if (value instanceof OptionalLong number) {
            return number.isPresent() ? Long.toString(number.getAsLong()) : "none";
        } else if (value instanceof Map<?, ?> map) {
            TreeMap<String, String> sorted = new TreeMap<>();
            map.forEach((key, one) -> sorted.put(of(key), of(one)));
            return sorted.toString();
        } else if (value instanceof Collection<?> many) {
            return many.stream().map(Rendering::of).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Record record) {
            StringBuilder text = new StringBuilder(record.getClass().getSimpleName() + "(");
            for (RecordComponent part : record.getClass().getRecordComponents()) {
                part.getAccessor().setAccessible(true);
                try {
                    Object held = part.getAccessor().invoke(record);
                    text.append(part.getName()).append('=').append(of(held)).append(' ');
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
            return text.toString().stripTrailing() + ")";
        }
        return value == null ? "none" : value.toString();
    }

    /** Every key of the queue and what stands in it; of lists the left end first. */
    static TreeMap<String, String> ofKeys(RedisCommands<String, String> raw) {
        TreeMap<String, String> keys = new TreeMap<>();
        for (String key : raw.keys("baton:{q}:*")) {
            keys.put(
                    key.substring("baton:{q}:".length()),
                    switch (raw.type(key)) {
                        case "string" -> raw.get(key);
                        case "list" -> raw.lrange(key, 0, -1).toString();
                        case "set" -> new TreeSet<>(raw.smembers(key)).toString();
                        case "hash" -> new TreeMap<>(raw.hgetall(key)).toString();
                        // Without their ids, which are by the clock of Redis alone.
                        case "stream" ->
                            raw.xrange(key, Range.unbounded()).stream()
                                    .map(StreamMessage::getBody)
                                    .toList()
                                    .toString();
                        default ->
                            raw.zrangeWithScores(key, 0, -1).stream()
                                    .map(one -> one.getValue() + " " + score(one))
                                    .toList()
                                    .toString();
                    });
        }
        return keys;
    }

    private static String score(ScoredValue<String> one) {
        return String.format(java.util.Locale.ROOT, "%.0f", one.getScore());
    }
}
