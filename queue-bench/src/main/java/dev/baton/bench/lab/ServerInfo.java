package dev.baton.bench.lab;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What INFO said at one instant. */
public final class ServerInfo {
    private static final String COMMAND = "cmdstat_";

    private final Map<String, String> lines;

    private ServerInfo(Map<String, String> lines) {
        this.lines = lines;
    }

    public static ServerInfo read(RedisCommands<String, String> redis) {
        Map<String, String> lines = new HashMap<>();
        (redis.info() + "\n" + redis.info("commandstats")).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ServerInfo(lines);
    }

    public String text(String name) {
        return lines.getOrDefault(name, "unknown");
    }

    public double number(String name) {
        return Double.parseDouble(lines.getOrDefault(name, "0"));
    }

    /** Commands executed so far, those within scripts included, the calls of scripts themselves too. */
    public double commands() {
        return calls().values().stream().mapToLong(count -> count).sum();
    }

    /** The same for each command. */
    public Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        lines.forEach((name, stats) -> {
            if (name.startsWith(COMMAND)) {
                calls.put(name.substring(COMMAND.length()), (long) value(stats, "calls"));
            }
        });
        return calls;
    }

    /** Microseconds of processor time that the server has used, for everything that it does. */
    public double cpuMicros() {
        return 1e6 * (number("used_cpu_sys") + number("used_cpu_user"));
    }

    private static double value(String stats, String field) {
        for (String pair : stats.split(",", -1)) {
            if (pair.startsWith(field + "=")) {
                return Double.parseDouble(pair.substring(field.length() + 1));
            }
        }
        return 0;
    }
}
