package dev.baton.chaos.scene;

import dev.baton.chaos.check.Invariant;

/** A row cannot go on: what it waited for did not come, or was not so. */
public final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Invariant invariant;

    public Stuck(Invariant invariant, String what) {
        super(what);
        this.invariant = invariant;
    }

    public Invariant invariant() {
        return invariant;
    }
}
