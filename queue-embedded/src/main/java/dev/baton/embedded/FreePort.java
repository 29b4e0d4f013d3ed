package dev.baton.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port that nobody listens on. The system would hand out one of the range that outgoing connections take theirs
 * from; while a server on such a port is down, a client that keeps reconnecting may get the very same port at its own
 * end, connect to itself and keep the server from coming back. So the choice is below that range, and so that the
 * cluster bus port, 10000 above, is below it as well.
 */
final class FreePort {
    private static final int LOWEST = 16_000;
    private static final int HIGHEST = 22_700;
    private static final int TRIES = 200;

    private FreePort() {}

    static int find() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new RedisStartException(
                "No free port was found on 127.0.0.1 between " + LOWEST + " and " + HIGHEST + " in " + TRIES
                        + " tries.",
                null);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
