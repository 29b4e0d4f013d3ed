package dev.baton.embedded;

import org.jspecify.annotations.Nullable;

/** No Redis could be started; the message says which one, why, and what would help. No process is left behind. */
public final class RedisStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
