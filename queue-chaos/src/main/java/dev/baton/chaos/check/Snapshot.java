package dev.baton.chaos.check;

import dev.baton.testkit.RawRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All keys of a queue at one instant, read without any code of the product. */
public final class Snapshot {
    private final Map<String, Key> keys;

    /** A key's type in Redis, and its elements. */
    private record Key(String type, List<String> values) {}

    private Snapshot(Map<String, Key> keys) {
        this.keys = keys;
    }

    public static Snapshot of(RawRedis redis, String queue) {
        String base = "baton:{" + queue + "}:";
        Object answer = Objects.requireNonNull(redis.call("EVAL", script(), "0", base + "*"));
        List<?> parts = (List<?>) answer;
        var keys = new TreeMap<String, Key>();
        for (int i = 0; i < parts.size(); i += 3) {
            List<?> values = (List<?>) parts.get(i + 2);
            keys.put(
                    parts.get(i).toString().substring(base.length()),
                    new Key(
                            parts.get(i + 1).toString(),
                            values.stream().map(String::valueOf).toList()));
        }
        return new Snapshot(keys);
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Snapshot.class.getResourceAsStream("snapshot.lua"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of keys, without what all of the queue's begin with. */
    public Stream<String> names() {
        return keys.keySet().stream();
    }

    public boolean has(String name) {
        return keys.containsKey(name);
    }

    /** The elements of a list or set, members of a sorted set, or the text of a string; empty if there is no such key. */
    public List<String> values(String name) {
        Key key = keys.get(name);
        return key == null ? List.of() : key.values();
    }

    /** A counter of the queue. */
    public long counter(String name) {
        List<String> stats = values("stats");
        int at = stats.indexOf(name);
        return at < 0 ? 0 : Long.parseLong(stats.get(at + 1));
    }

    /** The status of every job that has one. */
    public Map<String, String> statuses() {
        var statuses = new HashMap<String, String>();
        keys.forEach((name, key) -> {
            if (name.startsWith("job:") && name.endsWith(":status")) {
                statuses.put(name.split(":", -1)[1], key.values().get(0));
            }
        });
        return statuses;
    }

    /** Failures and crashes that a job has behind it, as {@code "<failures> <crashes>"}. */
    public String tries(String id) {
        List<String> tries = values("tries");
        int at = tries.indexOf(id);
        return at < 0 ? "0 0" : tries.get(at + 1).substring(0, tries.get(at + 1).lastIndexOf(' '));
    }

    /** The incarnations whose death is noted of a job, in the order of its attempts. */
    public List<String> deadHolders(String id) {
        List<String> run = values("job:" + id + ":run");
        var holders = new TreeMap<String, String>();
        for (int i = 0; i + 1 < run.size(); i += 2) {
            String[] story = run.get(i + 1).split(" ", 3); // when, who, and since when it had the job
            holders.put(run.get(i), story.length > 1 ? story[1] : "");
        }
        return List.copyOf(holders.values());
    }

    /** The processing lists that hold something. */
    public List<String> processing() {
        return names().filter(name -> name.startsWith("processing:")).toList();
    }

    /** All that workers hold: bare ids, and entries {@code <id> <nonce> <fence>}. */
    public List<String> held() {
        return processing().stream().flatMap(list -> values(list).stream()).toList();
    }
}
