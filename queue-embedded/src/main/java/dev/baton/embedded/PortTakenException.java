package dev.baton.embedded;

/** The server could not bind: worth another port if the caller did not ask for this one. */
final class PortTakenException extends Exception {
    private static final long serialVersionUID = 1L;

    PortTakenException(int port) {
        super("Port " + port + " on 127.0.0.1 is taken by another program: choose another, or 0 for any free one.");
    }

    RedisStartException toStartException() {
        return new RedisStartException(String.valueOf(getMessage()), null);
    }
}
