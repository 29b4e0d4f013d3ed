package dev.baton.peers.conductor;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.HashMap;
import java.util.Map;

/** What INFO said at one instant. */
record ServerInfo(Map<String, String> lines) {

    static ServerInfo read(RedisCommands<String, String> redis) {
        Map<String, String> lines = new HashMap<>();
        (redis.info() + "\n" + redis.info("commandstats")).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ServerInfo(lines);
    }

    String text(String name) {
        return lines.getOrDefault(name, "unknown");
    }

    double usedMemory() {
        return number("used_memory");
    }

    /** Commands executed so far, those within scripts included, the calls of scripts themselves too. */
    double commands() {
        return lines.entrySet().stream()
                .filter(line -> line.getKey().startsWith("cmdstat_"))
                .mapToDouble(line -> calls(line.getValue()))
                .sum();
    }

    /** Microseconds of processor time that the server has used, for everything that it does. */
    double cpuMicros() {
        return 1e6 * (number("used_cpu_sys") + number("used_cpu_user"));
    }

    private double number(String name) {
        return Double.parseDouble(lines.getOrDefault(name, "0"));
    }

    /** Of {@code calls=12,usec=34,…}. */
    private static double calls(String stats) {
        return Double.parseDouble(stats.replaceAll("^calls=(\\d+),.*$", "$1"));
    }
}
