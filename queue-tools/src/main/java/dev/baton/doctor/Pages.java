package dev.baton.doctor;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScoredValueScanCursor;
import io.lettuce.core.ValueScanCursor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Walks over keys and over what is in them, a bounded page a command. What stands there all the while is met, perhaps more
 * than once; what comes or goes meanwhile may be met or not.
 *
 * <p>A page deep in a list is no walk over what stands before it: Redis steps over whole nodes of some 8 KiB from the nearer
 * end; 250 elements in the midst of a million took 0.2 ms.
 */
final class Pages {
    static final int SIZE = 250;

    private final Link link;

    Pages(Link link) {
        this.link = link;
    }

    /** What is in memory already, as if it were walked over. */
    static void of(List<String> all, Consumer<List<String>> page) {
        for (int from = 0; from < all.size(); from += 2 * SIZE) {
            page.accept(all.subList(from, Math.min(from + 2 * SIZE, all.size())));
        }
    }

    /** From the left. What is pushed at the left, or taken from the right, hides nothing. */
    void list(String key, Consumer<List<String>> page) {
        for (long from = 0; ; from += SIZE) {
            long at = from;
            List<String> elements = link.ask(key, redis -> redis.lrange(key, at, at + SIZE - 1));
            if (elements.isEmpty()) {
                return;
            }
            page.accept(elements);
        }
    }

    /** From the right. What is pushed at the right, or taken from the left, hides nothing. */
    void listFromTheRight(String key, Consumer<List<String>> page) {
        for (long from = 0; ; from += SIZE) {
            long at = from;
            List<String> elements = link.ask(key, redis -> redis.lrange(key, -at - SIZE, -at - 1));
            if (elements.isEmpty()) {
                return;
            }
            page.accept(elements);
        }
    }

    void sortedSet(String key, Consumer<List<ScoredValue<String>>> page) {
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            ScanCursor at = cursor;
            ScoredValueScanCursor<String> next =
                    link.ask(key, redis -> redis.zscan(key, at, ScanArgs.Builder.limit(SIZE)));
            page.accept(next.getValues());
            cursor = next;
        } while (!cursor.isFinished());
    }

    void set(String key, Consumer<List<String>> page) {
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            ScanCursor at = cursor;
            ValueScanCursor<String> next = link.ask(key, redis -> redis.sscan(key, at, ScanArgs.Builder.limit(SIZE)));
            page.accept(next.getValues());
            cursor = next;
        } while (!cursor.isFinished());
    }

    void hash(String key, Consumer<Map<String, String>> page) {
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            ScanCursor at = cursor;
            MapScanCursor<String, String> next =
                    link.ask(key, redis -> redis.hscan(key, at, ScanArgs.Builder.limit(SIZE)));
            page.accept(next.getMap());
            cursor = next;
        } while (!cursor.isFinished());
    }

    /** @param pattern of Redis: {@code * ? [ \} mean something in it */
    void keys(String pattern, Consumer<List<String>> page) {
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            ScanCursor at = cursor;
            KeyScanCursor<String> next = link.ask(
                    redis -> redis.scan(at, ScanArgs.Builder.limit(2L * SIZE).match(pattern)));
            page.accept(next.getKeys());
            cursor = next;
        } while (!cursor.isFinished());
    }
}
