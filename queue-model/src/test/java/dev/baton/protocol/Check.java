package dev.baton.protocol;

import java.time.Duration;

/**
 * One run of the model checker.
 *
 * @param name short, in the grammar of file names; the row on the page carries it
 * @param shows what the run shows, in words
 * @param given what differs from the protocol as built without faults, as {@link Constants#of} reads it
 * @param liveness whether it looks for what happens in the end, instead of for what never happens
 * @param violates the property that must be found violated; empty: none
 * @param most it may take so long
 */
record Check(String name, String shows, String given, boolean liveness, String violates, Duration most) {
    private static final String INVARIANTS =
            "SinglePlace OneClaim Marks Fenced StartsBound StartsOnce FailBound CrashBound"
                    + " NoLoss NotEarly LeasesMatch";
    private static final String EVENTUALLY = "EventuallyTerminal";

    /** A configuration in which nothing that is promised never happens does. */
    static Check holds(String name, String shows, String given, Duration most) {
        return new Check(name, shows, given, false, "", most);
    }

    /** A configuration in which every job comes to its end. */
    static Check ends(String name, String shows, String given, Duration most) {
        return new Check(name, shows, given, true, "", most);
    }

    /** A rule of the protocol is broken, and the named property with it. */
    static Check mistake(String name, String shows, String given, String violates) {
        return new Check(name, shows, given, violates.equals(EVENTUALLY), violates, Duration.ofMinutes(3));
    }

    /** The configuration file of TLC. */
    String configuration() {
        String constants = Constants.of(given).configuration();
        if (liveness) {
            return constants + "SPECIFICATION LiveSpec\nPROPERTY " + EVENTUALLY + "\nCHECK_DEADLOCK FALSE\n";
        }
        // A mistake often breaks several properties in as many steps: then it is looked for the named one.
        String invariants = violates.isEmpty() ? INVARIANTS : violates;
        return constants + "SPECIFICATION Spec\nINVARIANTS " + invariants + "\n"
                + (violates.isEmpty() ? "PROPERTY TerminalStays\n" : "")
                + "SYMMETRY Symmetry\nCHECK_DEADLOCK FALSE\n";
    }

    @Override
    public String toString() {
        return name + ": " + shows;
    }
}
