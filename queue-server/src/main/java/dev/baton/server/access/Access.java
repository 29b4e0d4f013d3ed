package dev.baton.server.access;

import java.util.Optional;

/** Tells callers by the keys that they show. Thread-safe. */
public interface Access {
    /** Who shows this key; empty if nobody has it. */
    Optional<Caller> caller(String key);

    /** Who comes without a key: {@link Caller#LOCAL} while none are configured, else empty. */
    Optional<Caller> anonymous();

    /** A gateway without keys: everybody who reaches it may do everything. */
    static Access open() {
        return new Access() {
            @Override
            public Optional<Caller> caller(String key) {
                return Optional.of(Caller.LOCAL);
            }

            @Override
            public Optional<Caller> anonymous() {
                return Optional.of(Caller.LOCAL);
            }
        };
    }
}
