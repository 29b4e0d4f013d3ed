package dev.baton.doctor;

import static dev.baton.doctor.Ward.BASE;
import static dev.baton.doctor.Ward.GREET;
import static dev.baton.doctor.Ward.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.ManualWorker;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A large queue, which {@code -Dbaton.test.jobs=1000000} makes larger, is examined and mended a page at a time: what is wrong
 * in it is found, and no command of the doctor's holds Redis up for long.
 */
@WithRedis(fresh = true)
class BigQueueTest {
    private static final int JOBS = Integer.getInteger("baton.test.jobs", 50_000);
    private static final int MOST_MICROS = 10_000;
    /** A machine that gives Redis no processor for as long makes any command slow, but not the same one each time. */
    private static final int TRIES = 5;

    @Test
    void damageIsFoundAndMendedAndNothingHoldsRedisUp(RedisUri uri, RawRedis redis, TestBaton baton) {
        ManualWorker worker = baton.worker(QUEUE, "worker-1");
        for (int i = 0; i < JOBS / 1_000; i++) {
            baton.queue(QUEUE).enqueueAll(GREET, Collections.nCopies(1_000, "Ada"));
        }
        for (int i = 0; i < 12; i++) {
            worker.claim(1_000).forEach(claim -> worker.complete(claim, null));
        }
        for (int i = 0; i < 6; i++) {
            worker.claim(1_000);
        }
        Ward ward = new Ward(uri, redis);
        List<String> expected = new ArrayList<>();
        assertNothingIsSlow(redis, () -> assertThat(ward.violations()).isEmpty());

        // The control: a script that walks over all of pending is seen by the same look.
        assertThat(slow(
                        redis,
                        () -> redis.call(
                                "EVAL",
                                "return #redis.call('LRANGE', KEYS[1], 0, -1)"
                                        + " + #redis.call('LRANGE', KEYS[1], 0, -1)",
                                "1",
                                BASE + "pending")))
                .anyMatch(one -> one.startsWith("EVAL"));

        for (int round = 0; round < TRIES; round++) {
            expected.clear();
            damage(ward, expected);
            assertThat(ward.violations()).containsExactlyInAnyOrderElementsOf(expected);
            List<String> slow = slow(redis, () -> assertThat(ward.mend()).hasSize(expected.size()));
            assertThat(ward.violations()).isEmpty();
            if (slow.isEmpty()) {
                return;
            }
            System.out.println("Slow while it mended: " + slow);
        }
        assertThat(expected)
                .as("commands of more than 10 ms in each of the repairs")
                .isEmpty();
    }

    /** In the midst of the lists, where the way is longest from both ends. */
    private static void damage(Ward ward, List<String> expected) {
        String middle = Integer.toString(JOBS / 2);
        List<String> pending = ward.texts("LRANGE", "pending", middle, Integer.toString(JOBS / 2 + 5));
        ward.hurt("LINSERT", "pending", "BEFORE", pending.get(2), pending.get(0));
        expected.add("two-places " + pending.get(0));
        ward.hurt("LREM", "pending", "1", pending.get(1));
        expected.add("no-place " + pending.get(1));
        ward.hurt("SET", "job:" + pending.get(3) + ":status", "done");
        ward.hurt("HINCRBY", "stats", "done", "1");
        expected.add("wrong-place " + pending.get(3));
        expected.add("not-indexed " + pending.get(3));
        ward.hurt("LINSERT", "pending", "BEFORE", pending.get(4), "ghost");
        expected.add("place-without-status ghost");
        ward.hurt("LPUSH", "processing:worker-1", pending.get(5));
        expected.add("two-places " + pending.get(5));
        String claimed =
                ward.texts("LRANGE", "processing:worker-1", "3000", "3000").get(0);
        ward.hurt("LREM", "processing:worker-1", "1", claimed);
        expected.add("no-claim " + claimed.split(" ")[0]);
        String done = ward.texts("LRANGE", "done", "6000", "6000").get(0);
        ward.hurt("LREM", "done", "1", done);
        ward.hurt("HINCRBY", "stats", "done-bytes", "-" + done.split(" ")[2]);
        expected.add("not-indexed " + done.split(" ")[0]);
        ward.hurt("SET", "job:old:status", "done");
        expected.add("leaked-tombstone old");
    }

    private static void assertNothingIsSlow(RawRedis redis, Runnable deed) {
        List<String> slow = List.of();
        for (int i = 0; i < TRIES; i++) {
            slow = slow(redis, deed);
            if (slow.isEmpty()) {
                return;
            }
            System.out.println("Slow while it looked: " + slow);
        }
        assertThat(slow)
                .as("commands of more than 10 ms in each of the examinations")
                .isEmpty();
    }

    /**
     * The commands, scripts by their hash, of which more than one call in fifty took more than 10 ms meanwhile, be it the only
     * one: a few in many are slow on any machine that has other things to do too. Counted are calls of more than 100 µs, for
     * what scripts call stands in the log as well, and would push the rest out.
     */
    private static List<String> slow(RawRedis redis, Runnable deed) {
        redis.call("CONFIG", "SET", "slowlog-max-len", "200000");
        redis.call("CONFIG", "SET", "slowlog-log-slower-than", "100");
        redis.call("SLOWLOG", "RESET");
        deed.run();
        redis.call("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        var calls = new TreeMap<String, List<Long>>();
        if (redis.call("SLOWLOG", "GET", "200000") instanceof List<?> entries) {
            for (Object entry : entries) {
                List<?> parts = (List<?>) entry;
                List<?> words = (List<?>) parts.get(3);
                boolean script = String.valueOf(words.get(0)).startsWith("EVAL");
                String name = words.get(0) + (script ? " " + words.get(1) : "");
                calls.computeIfAbsent(name, one -> new ArrayList<>()).add((Long) parts.get(2));
            }
        }
        List<String> slow = new ArrayList<>();
        calls.forEach((name, micros) -> {
            Collections.sort(micros);
            long many = micros.stream().filter(one -> one > MOST_MICROS).count();
            System.out.printf(
                    "%s: %d calls, median %d µs, longest %d µs%n",
                    name, micros.size(), micros.get(micros.size() / 2), micros.get(micros.size() - 1));
            if (many > micros.size() / 50) {
                slow.add(name + ": " + many + " of " + micros.size() + " calls, the longest "
                        + micros.get(micros.size() - 1) + " µs");
            }
        });
        return slow;
    }
}
