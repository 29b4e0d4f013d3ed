package dev.baton.worker.program;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of a program on a network.
 *
 * @param host a name, or a number; an IPv6 address without its brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
    public static final String LOOPBACK = "127.0.0.1";

    private static final int LAST_PORT = 65_535;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?");

    /**
     * {@code host:port}, {@code [::1]:port}, a port alone, which is loopback's, or a host alone.
     *
     * @param otherwise the port if none is written
     * @return empty if it is none of these, or the port is too high
     */
    public static Optional<HostPort> parse(String text, int otherwise) {
        if (PORT.matcher(text).matches()) {
            return of(LOOPBACK, Integer.parseInt(text));
        }
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return of(host, parts.group(3) == null ? otherwise : Integer.parseInt(parts.group(3)));
    }

    private static Optional<HostPort> of(String host, int port) {
        return port > LAST_PORT ? Optional.empty() : Optional.of(new HostPort(host, port));
    }

    /** As a person writes it. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
