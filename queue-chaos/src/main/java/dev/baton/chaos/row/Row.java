package dev.baton.chaos.row;

import dev.baton.chaos.check.Invariant;
import dev.baton.chaos.sabotage.Sabotage;
import java.util.List;

/**
 * A row of the fault matrix.
 *
 * @param id its name in the matrix
 * @param fault what is injected
 * @param checks what must hold
 * @param sabotage what, done to the code, makes it fail
 * @param fast whether it is part of every build
 * @param alone whether it judges how long something takes, and nothing else may run beside it
 */
public record Row(
        String id, String fault, List<Invariant> checks, Sabotage sabotage, boolean fast, boolean alone, Trial trial) {
    static Row of(String id, String fault, Sabotage sabotage, Trial trial, Invariant... checks) {
        return new Row(id, fault, List.of(checks), sabotage, true, false, trial);
    }

    /** Only part of the full matrix. */
    Row slow() {
        return new Row(id, fault, checks, sabotage, false, alone, trial);
    }

    /** It judges how long something took, so nothing else may run beside it. */
    Row onItsOwn() {
        return new Row(id, fault, checks, sabotage, fast, true, trial);
    }

    @Override
    public String toString() {
        return id;
    }
}
