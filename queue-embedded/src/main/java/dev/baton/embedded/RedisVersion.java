package dev.baton.embedded;

import java.util.Optional;
import java.util.regex.Pattern;

/** A server's version as its {@code --version} line tells it. */
record RedisVersion(int major, int minor, int patch) {
    private static final Pattern VERSION_LINE = Pattern.compile("\\bv=(\\d{1,5})\\.(\\d{1,5})\\.(\\d{1,5})");

    /** Reads lines such as {@code Redis server v=7.0.15 sha=…} and {@code Valkey server v=8.0.1 …}. */
    static Optional<RedisVersion> parse(String line) {
        var match = VERSION_LINE.matcher(line);
        if (!match.find()) {
            return Optional.empty();
        }
        return Optional.of(new RedisVersion(
                Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)), Integer.parseInt(match.group(3))));
    }

    /** Baton's scripts need the script flags that came with Redis 7.0. */
    boolean isSupported() {
        return major >= 7;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
