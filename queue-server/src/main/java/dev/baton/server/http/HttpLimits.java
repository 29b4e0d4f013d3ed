package dev.baton.server.http;

import java.time.Duration;

/**
 * How much a client may ask of the HTTP door. Immutable; values out of range throw {@link IllegalArgumentException} with one
 * sentence.
 *
 * @param bodyBytes largest body of a request, 1 KiB to 64 MiB, default 4 MiB; a larger one is answered 413. All bodies that
 *     are being read and worked on may take sixteen times as much, more is answered 503
 * @param headerBytes request line and headers together, 1 KiB to 64 KiB, default 8 KiB; more is answered 431 or 414
 * @param idle how long a connection may be silent within a request or an answer, 100 ms to 1 h, default 30 s
 * @param arrival how long a whole request may take to arrive, counted from the answer before it, 100 ms to 1 h, default 60
 *     s; so long is an unused connection kept, too. Too short, and slow lines cannot send large bodies; too long, and clients
 *     that send a byte now and then hold connections
 * @param connections most connections at a time, 1 to 100,000, default 2000; more wait to be accepted
 * @param perCaller requests a second that one key may send, 1 to 1,000,000, default 10,000; twice that at once
 * @param perAddress requests a second from one address (a /64 of IPv6), 1 to 1,000,000, default 10,000; twice that at once
 */
public record HttpLimits(
        int bodyBytes,
        int headerBytes,
        Duration idle,
        Duration arrival,
        int connections,
        int perCaller,
        int perAddress) {
    private static final int KIB = 1 << 10;
    private static final int MOST_BODY = 64 << 20;
    private static final int MOST_CONNECTIONS = 100_000;
    private static final int MOST_RATE = 1_000_000;
    private static final int BODIES = 16;

    public HttpLimits {
        require("body size", bodyBytes, KIB, MOST_BODY);
        require("header size", headerBytes, KIB, 64 * KIB);
        requireTime("idle time-out", idle);
        requireTime("time for a request to arrive", arrival);
        require("number of connections", connections, 1, MOST_CONNECTIONS);
        require("rate of requests a key", perCaller, 1, MOST_RATE);
        require("rate of requests an address", perAddress, 1, MOST_RATE);
    }

    public static HttpLimits defaults() {
        return new HttpLimits(4 << 20, 8 * KIB, Duration.ofSeconds(30), Duration.ofSeconds(60), 2000, 10_000, 10_000);
    }

    public HttpLimits withBodyBytes(int bytes) {
        return new HttpLimits(bytes, headerBytes, idle, arrival, connections, perCaller, perAddress);
    }

    public HttpLimits withTimes(Duration newIdle, Duration newArrival) {
        return new HttpLimits(bodyBytes, headerBytes, newIdle, newArrival, connections, perCaller, perAddress);
    }

    public HttpLimits withConnections(int most) {
        return new HttpLimits(bodyBytes, headerBytes, idle, arrival, most, perCaller, perAddress);
    }

    public HttpLimits withRates(int newPerCaller, int newPerAddress) {
        return new HttpLimits(bodyBytes, headerBytes, idle, arrival, connections, newPerCaller, newPerAddress);
    }

    /** Bytes of all bodies together. */
    long allBodies() {
        return (long) BODIES * bodyBytes;
    }

    private static void require(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The " + what + " " + value + " is not allowed: use " + least + " to " + most);
        }
    }

    private static void requireTime(String what, Duration value) {
        if (value.compareTo(Duration.ofMillis(100)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("The " + what + " " + value + " is not allowed: use 100 ms to 1 h");
        }
    }
}
