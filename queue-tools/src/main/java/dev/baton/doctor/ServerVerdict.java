package dev.baton.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Advice on the server, from what INFO says. Needs no Redis. */
final class ServerVerdict {
    private static final Duration MOST_SKEW = Duration.ofSeconds(2);
    private static final long MOST_LAG_SECONDS = 10;

    private final Map<String, String> info = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    ServerVerdict(String info) {
        for (String line : info.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                this.info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
    }

    /** Product and version. */
    String server() {
        return (isValkey() ? "Valkey " : "Redis ") + version();
    }

    /** @param skew how much later it is here than there, surely */
    List<Finding> advice(Duration skew) {
        String policy = text("maxmemory_policy", "noeviction");
        adviseIf(
                !policy.equals("noeviction"),
                Code.EVICTING_POLICY,
                "maxmemory-policy " + policy,
                "CONFIG SET maxmemory-policy noeviction");
        adviseIf(text("aof_enabled", "1").equals("0"), Code.NO_AOF, "appendonly no", "CONFIG SET appendonly yes");
        boolean old = !isValkey() && isBefore(7, 0);
        adviseIf(old, Code.OLD_SERVER, server(), "Redis 7.0 or later, or any Valkey");
        adviseIf(
                !old && !isValkey() && isBefore(7, 2),
                Code.NO_WAITAOF,
                server(),
                "Redis 7.2 or later, or any Valkey, if enqueues are to wait for the disk");
        adviseIf(
                skew.abs().compareTo(MOST_SKEW) > 0,
                Code.CLOCK_SKEW,
                "this machine's clock is " + Math.abs(skew.toMillis()) + " ms "
                        + (skew.isNegative() ? "behind" : "ahead"),
                "clocks set by NTP; Baton itself goes by the clock of Redis");
        long most = number("maxmemory");
        long used = number("used_memory");
        adviseIf(
                most > 0 && used > most / 10 * 9,
                Code.MEMORY_NEAR_MAX,
                used + " bytes used of " + most,
                "more maxmemory, shorter retention, or more workers");
        info.forEach(this::replica);
        return findings;
    }

    private void replica(String field, String value) {
        if (field.matches("slave\\d+")) {
            String lag = part(value, "lag=");
            boolean slow = lag.matches("\\d{1,9}") && Long.parseLong(lag) >= MOST_LAG_SECONDS;
            adviseIf(
                    slow || !part(value, "state=").equals("online"),
                    Code.REPLICA_LAG,
                    "replica " + value,
                    "a replica that is online and heard of every second");
        }
    }

    private static String part(String value, String name) {
        for (String part : value.split(",")) {
            if (part.startsWith(name)) {
                return part.substring(name.length());
            }
        }
        return "";
    }

    private boolean isValkey() {
        return text("server_name", "redis").equals("valkey");
    }

    private String version() {
        return text(isValkey() ? "valkey_version" : "redis_version", "of an unknown version");
    }

    private boolean isBefore(int major, int minor) {
        String[] parts = version().split("\\.");
        if (parts.length < 2 || !parts[0].matches("\\d{1,6}") || !parts[1].matches("\\d{1,6}")) {
            return false;
        }
        int found = Integer.parseInt(parts[0]);
        return found < major || found == major && Integer.parseInt(parts[1]) < minor;
    }

    private String text(String field, String otherwise) {
        return info.getOrDefault(field, otherwise);
    }

    private long number(String field) {
        String value = text(field, "0");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    private void adviseIf(boolean so, Code code, String found, String right) {
        if (so) {
            findings.add(new Finding(code, "", "", "", found, right, false));
        }
    }
}
