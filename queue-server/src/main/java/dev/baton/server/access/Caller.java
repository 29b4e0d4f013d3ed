package dev.baton.server.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who asks: the name of a key, or nobody in particular while there are no keys.
 *
 * @param name for the audit log and rate limits; never the key itself
 * @param roles what it may do
 */
public record Caller(String name, Set<Role> roles) {
    /** Everybody, as long as no keys are configured and the gateway is bound to loopback. */
    public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Role.class));

    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean may(Role role) {
        return roles.contains(role);
    }
}
