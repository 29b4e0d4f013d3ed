package dev.baton.server.http;

import dev.baton.server.access.Access;
import dev.baton.server.access.Caller;
import dev.baton.server.access.Role;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keys that are known by heart. */
final class KeyRing {
    /** {@code look} may look, {@code act} may change things too. */
    static final Access ACCESS = new Access() {
        private final Map<String, Set<Role>> keys =
                Map.of("look", Set.of(Role.VIEWER), "act", Set.of(Role.OPERATOR, Role.PRODUCER));

        @Override
        public Optional<Caller> caller(String key) {
            return Optional.ofNullable(keys.get(key)).map(roles -> new Caller(key, roles));
        }

        @Override
        public Optional<Caller> anonymous() {
            return Optional.empty();
        }
    };

    private KeyRing() {}
}
