package dev.baton.server.tcp;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import dev.baton.server.lending.Lending;
import java.time.Duration;

/**
 * How the TCP door is set up. Begin with {@link #DEFAULTS}; every change throws {@link IllegalArgumentException} with one
 * sentence for a value out of range. Immutable.
 *
 * @param host the address to listen on: a name or a number; default 127.0.0.1, for the protocol is not encrypted
 * @param port 1 to 65535, or 0 for one that is free; default 5555
 * @param queue the queue of the older dialect; default {@code tcp_queue}
 * @param lease how long a consumer has for a job unless CREATE said otherwise, 1 s to 12 h; default 30 s
 * @param connections how many at once, 1 to 1,000,000; default 10,000. Each costs a file descriptor
 * @param lineBytes longest request line, 64 bytes to 1 MiB; default 64 KiB. Each connection may buffer twice as much
 * @param underWay how many requests of one connection may be under way, 1 to 10,000; default 256. One that sends more
 *     waits, and is not read meanwhile
 * @param idle a connection that sends no line for so long, and waits for nothing, is closed; 1 s to 1 day, default 5 min
 * @param patience how long a client may leave its answers unread before it is dropped, 100 ms to 1 h; default 30 s. Too
 *     short, and slow networks lose connections; too long, and such clients keep memory
 * @param perSecond requests a second that one key, and one address (a /64 of IPv6), may send, 1 to 1,000,000; default 50,000;
 *     twice that at once. More are refused
 */
public record TcpSettings(
        String host,
        int port,
        String queue,
        Duration lease,
        int connections,
        int lineBytes,
        int underWay,
        Duration idle,
        Duration patience,
        int perSecond) {
    public static final TcpSettings DEFAULTS = new TcpSettings(
            "127.0.0.1",
            5555,
            "tcp_queue",
            Duration.ofSeconds(30),
            10_000,
            64 << 10,
            256,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            50_000);

    private static final int HIGHEST_PORT = 65_535;

    public TcpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("The address " + Printable.quote(host) + " is not allowed: name one");
        }
        requireIn("port", port, 0, HIGHEST_PORT);
        Grammar.requireQueueName(queue);
        requireIn("lease", lease, Lending.SHORTEST_LEASE, Lending.LONGEST_LEASE);
        requireIn("number of connections", connections, 1, 1_000_000);
        requireIn("longest line in bytes", lineBytes, 64, 1 << 20);
        requireIn("number of requests under way", underWay, 1, 10_000);
        requireIn("idle time", idle, Duration.ofSeconds(1), Duration.ofDays(1));
        requireIn("rate of requests a second", perSecond, 1, 1_000_000);
        requireIn("patience", patience, Duration.ofMillis(100), Duration.ofHours(1));
    }

    public TcpSettings withHost(String newHost) {
        return new TcpSettings(
                newHost, port, queue, lease, connections, lineBytes, underWay, idle, patience, perSecond);
    }

    public TcpSettings withPort(int newPort) {
        return new TcpSettings(
                host, newPort, queue, lease, connections, lineBytes, underWay, idle, patience, perSecond);
    }

    public TcpSettings withQueue(String newQueue) {
        return new TcpSettings(
                host, port, newQueue, lease, connections, lineBytes, underWay, idle, patience, perSecond);
    }

    public TcpSettings withLease(Duration newLease) {
        return new TcpSettings(
                host, port, queue, newLease, connections, lineBytes, underWay, idle, patience, perSecond);
    }

    public TcpSettings withConnections(int most) {
        return new TcpSettings(host, port, queue, lease, most, lineBytes, underWay, idle, patience, perSecond);
    }

    public TcpSettings withLineBytes(int most) {
        return new TcpSettings(host, port, queue, lease, connections, most, underWay, idle, patience, perSecond);
    }

    public TcpSettings withUnderWay(int most) {
        return new TcpSettings(host, port, queue, lease, connections, lineBytes, most, idle, patience, perSecond);
    }

    public TcpSettings withIdle(Duration longest) {
        return new TcpSettings(
                host, port, queue, lease, connections, lineBytes, underWay, longest, patience, perSecond);
    }

    public TcpSettings withPatience(Duration longest) {
        return new TcpSettings(host, port, queue, lease, connections, lineBytes, underWay, idle, longest, perSecond);
    }

    public TcpSettings withPerSecond(int most) {
        return new TcpSettings(host, port, queue, lease, connections, lineBytes, underWay, idle, patience, most);
    }

    private static void requireIn(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The " + what + " " + value + " is not allowed: use " + least + " to " + most);
        }
    }

    private static void requireIn(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "The " + what + " " + value + " is not allowed: use " + least + " to " + most);
        }
    }
}
