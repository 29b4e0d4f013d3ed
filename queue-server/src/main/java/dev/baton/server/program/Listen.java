package dev.baton.server.program;

import dev.baton.model.Printable;
import dev.baton.worker.program.UsageException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on.
 *
 * @param host a name, or a number; an IPv6 address without its brackets
 * @param port 0 to 65535; 0 takes a free one
 */
record Listen(String host, int port) {
    private static final Pattern TEXT = Pattern.compile("(?:(\\[[0-9a-fA-F:.%a-z]+]|[A-Za-z0-9._-]+):)?([0-9]{1,5})");
    private static final int LAST_PORT = 65_535;

    /**
     * {@code 127.0.0.1:8080}, {@code [::1]:8080}, or the port alone, which is loopback's; empty for {@code off}.
     *
     * @param option for the sentence that refuses it
     * @throws UsageException if it is none of these
     */
    static Optional<Listen> parse(String option, String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > LAST_PORT) {
            throw new UsageException(option + " " + Printable.quote(text)
                    + " is no address to listen on: write 127.0.0.1:8080, [::1]:8080, a port from 0 to 65535, or off");
        }
        String host = matcher.group(1) == null ? "127.0.0.1" : matcher.group(1);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        return Optional.of(new Listen(host, Integer.parseInt(matcher.group(2))));
    }

    /** As a person would write it. */
    static String shown(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
