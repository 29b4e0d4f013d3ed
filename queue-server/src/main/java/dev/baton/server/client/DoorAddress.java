package dev.baton.server.client;

import dev.baton.model.Printable;
import dev.baton.server.tcp.TcpSettings;
import dev.baton.worker.program.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a TCP door is. @param host a name or a number, without brackets */
record DoorAddress(String host, int port) {
    static final DoorAddress USUAL = new DoorAddress("127.0.0.1", TcpSettings.DEFAULTS.port());

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\s\\[\\]]+))(?::([0-9]{1,5}))?");

    /**
     * @param text {@code host}, {@code host:port} or {@code [IPv6 address]:port}
     * @throws UsageException if it is none of these
     */
    static DoorAddress parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (parts.matches()) {
            String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
            int port = parts.group(3) == null ? USUAL.port() : Integer.parseInt(parts.group(3));
            if (port >= 1 && port <= HIGHEST_PORT) {
                return new DoorAddress(host, port);
            }
        }
        throw new UsageException("The address " + Printable.quote(text)
                + " is not allowed: use host:port, with a port from 1 to " + HIGHEST_PORT);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
