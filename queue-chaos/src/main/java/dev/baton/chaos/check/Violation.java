package dev.baton.chaos.check;

/** One way in which something did not hold. */
public record Violation(Invariant invariant, String what) {
    @Override
    public String toString() {
        return invariant + ": " + what;
    }
}
