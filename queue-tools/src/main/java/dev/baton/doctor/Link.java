package dev.baton.doctor;

import dev.baton.model.Grammar;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A connection to one server. A character of its texts is a byte of Redis, whatever it means. Repeats nothing by itself, so
 * that no repair is made twice.
 */
final class Link implements AutoCloseable {
    private final String display;
    private final boolean inCluster;
    private final StatefulRedisConnection<String, String> connection;
    private final Map<Script, String> digests = new EnumMap<>(Script.class);

    /** @param inCluster whether slots may move away from the server */
    Link(String display, boolean inCluster, StatefulRedisConnection<String, String> connection) {
        this.display = display;
        this.inCluster = inCluster;
        this.connection = connection;
    }

    /** The server's address, without secrets. */
    String display() {
        return display;
    }

    /** Asks, and says in one sentence what went wrong. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        return ask(List.of(), question);
    }

    /** Asks of one key, and names it if it has a foreign type. */
    <T> T ask(String key, Function<RedisCommands<String, String>, T> question) {
        return ask(List.of(key), question);
    }

    private <T> T ask(List<String> keys, Function<RedisCommands<String, String>, T> question) {
        try {
            return question.apply(connection.sync());
        } catch (RedisCommandExecutionException e) {
            String said = Links.said(e);
            throw new ExaminationException(Refusal.sentence(redis(), said, detail(said, keys)), e);
        } catch (RedisException e) {
            throw new ExaminationException(
                    redis() + " gave no answer: look whether it is well, and ask again (" + Links.said(e) + ")", e);
        }
    }

    private String redis() {
        return "Redis at " + display;
    }

    /** Errors name neither the key nor the limit: looked up afterwards, as far as that is answered. */
    private String detail(String said, List<String> keys) {
        try {
            if (said.startsWith("WRONGTYPE")) {
                return foreign(keys);
            }
            return said.startsWith("OOM") ? memory(connection.sync().info("memory")) : "";
        } catch (RedisException e) {
            return "";
        }
    }

    /** The first key that has another type than the model gives it, and what to do; empty if there is none by now. */
    private String foreign(List<String> keys) {
        for (String key : keys) {
            String right = key.equals("baton:queues")
                    ? "set"
                    : KeyName.parse(key.substring(key.indexOf("}:") + 2)).type();
            String type = connection.sync().type(key);
            if (right != null && !type.equals("none") && !type.equals(right)) {
                return Shown.text(key) + " is a " + type + " and should be a " + right + ": RENAME it away";
            }
        }
        return "";
    }

    private static String memory(String info) {
        String used = "";
        String most = "";
        for (String line : info.split("\r?\n")) {
            used = line.startsWith("used_memory:") ? line.substring("used_memory:".length()) : used;
            most = line.startsWith("maxmemory:") ? line.substring("maxmemory:".length()) : most;
        }
        return used + " bytes used of maxmemory " + most;
    }

    /**
     * Runs a script on a queue whose keys begin with {@code base}. In a cluster it names a key more, which nobody ever
     * writes: so a slot that is being moved refuses it as a whole, and no script sees half a queue.
     */
    List<?> run(Script script, String base, List<String> arguments) {
        String[] keys = inCluster ? new String[] {base + "meta", base + "never"} : new String[] {base + "meta"};
        String[] values = arguments.toArray(String[]::new);
        Object answer = ask(keysOf(base, arguments), redis -> {
            String digest = digests.computeIfAbsent(script, one -> redis.digest(one.text()));
            try {
                return redis.<Object>evalsha(digest, ScriptOutputType.MULTI, keys, values);
            } catch (RedisNoScriptException e) {
                return redis.<Object>eval(script.text(), ScriptOutputType.MULTI, keys, values);
            }
        });
        return answer instanceof List<?> list ? list : List.of(String.valueOf(answer));
    }

    /** What a script may have met: the queue's own keys, those of jobs named by an argument, lists named so. */
    private static List<String> keysOf(String base, List<String> arguments) {
        List<String> keys = new ArrayList<>();
        KeyName.OF_A_QUEUE.keySet().stream().sorted().forEach(name -> keys.add(base + name));
        for (String argument : arguments) {
            if (argument.startsWith("processing:")) {
                keys.add(base + argument);
            } else if (Grammar.isName(argument)) {
                keys.add(base + "job:" + argument + ":status");
                keys.add(base + "job:" + argument);
                keys.add(base + "job:" + argument + ":run");
            }
        }
        return keys;
    }

    @Override
    public void close() {
        connection.close();
    }
}
