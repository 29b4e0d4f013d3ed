package dev.baton.server.client;

import dev.baton.model.Printable;
import dev.baton.server.tcp.TcpSettings;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.UsageException;

/** Where a TCP door is, as people write it. */
final class DoorAddress {
    static final HostPort USUAL = new HostPort(HostPort.LOOPBACK, TcpSettings.DEFAULTS.port());

    private DoorAddress() {}

    /**
     * @param text {@code host}, {@code host:port}, {@code [IPv6 address]:port}, or a port of loopback's
     * @throws UsageException if it is none of these
     */
    static HostPort parse(String text) {
        return HostPort.parse(text, USUAL.port())
                .filter(address -> address.port() > 0)
                .orElseThrow(() -> new UsageException("The address " + Printable.quote(text)
                        + " is not allowed: use host:port, with a port from 1 to 65535"));
    }
}
