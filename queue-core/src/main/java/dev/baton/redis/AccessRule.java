package dev.baton.redis;

import dev.baton.model.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The least rights of a {@link Role} in Redis: every command, key and channel that it uses, read from its scripts, and
 * nothing else.
 *
 * @param commands as behind {@code +}
 * @param keys patterns as behind {@code ~}
 * @param channels patterns as behind {@code &}
 */
public record AccessRule(List<String> commands, List<String> keys, List<String> channels) {
    /** What lettuce asks the nodes of a cluster, on connections to which it gives a name. */
    private static final List<String> CLUSTER = List.of("client|setname", "cluster|nodes", "cluster|myid");

    /** On every queue. */
    public static AccessRule onAll(Role role) {
        return of(role, "*");
    }

    /** @throws IllegalArgumentException if this is no queue name */
    public static AccessRule onQueue(Role role, String queue) {
        return of(role, Grammar.requireQueueName(queue));
    }

    /**
     * On the queues whose names begin so.
     *
     * @throws IllegalArgumentException if no queue name begins so
     */
    public static AccessRule onQueuesFrom(Role role, String prefix) {
        return of(role, Grammar.requireQueueName(prefix) + "*");
    }

    private static AccessRule of(Role role, String queue) {
        String base = "baton:{" + queue + "}:";
        Set<String> commands = new TreeSet<>(role.plain());
        Set<String> keys = new TreeSet<>();
        Set<String> channels = new TreeSet<>();
        role.keys().forEach(name -> keys.add(base + name));
        role.heard().forEach(name -> channels.add(base + name));
        for (LuaNeeds needs : role.scripts()) {
            commands.addAll(needs.commands());
            needs.keys().forEach(name -> keys.add(base + name));
            needs.channels().forEach(name -> channels.add(base + name));
        }
        keys.add("baton:queues");
        return new AccessRule(List.copyOf(commands), List.copyOf(keys), List.copyOf(channels));
    }

    /** With what a cluster asks for besides. */
    public AccessRule forCluster() {
        Set<String> more = new TreeSet<>(commands);
        more.addAll(CLUSTER);
        Set<String> moreKeys = new TreeSet<>(keys);
        keys.stream()
                .filter(key -> key.endsWith(":meta"))
                .forEach(key -> moreKeys.add(key.substring(0, key.length() - "meta".length()) + "never"));
        return new AccessRule(List.copyOf(more), List.copyOf(moreKeys), channels);
    }

    /**
     * The words of {@code ACL SETUSER} behind the user's name.
     *
     * @param secret how the user proves itself: {@code >password}, or {@code #} and the SHA-256 of one in hexadecimal
     */
    public List<String> words(String secret) {
        List<String> words = new ArrayList<>(List.of("reset", "on", secret));
        keys.forEach(key -> words.add("~" + key));
        channels.forEach(channel -> words.add("&" + channel));
        commands.forEach(command -> words.add("+" + command));
        return words;
    }
}
