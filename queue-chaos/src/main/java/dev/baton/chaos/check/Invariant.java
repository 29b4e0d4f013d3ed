package dev.baton.chaos.check;

/** What must hold whatever breaks. */
public enum Invariant {
    I1("every job whose enqueue was acknowledged ends, once, apart from the computed budget"),
    I2("at every instant a job stands in exactly one place, a finished one in none"),
    I3("in progress means one entry with a nonce; counters are right; no key without an owner"),
    I4("an outcome is recorded only for the present holder; at most one end a job"),
    I5("starts ≤ 1 + failures + lost claims + releases + snoozes; only broken workers lose claims"),
    I6("two runs of a job overlap only if the first one's claim was lost"),
    I7("a job that may be started only once starts at most once, and ends done or dead with the reason"),
    I8("one job for each id of a caller's, whatever was repeated"),
    I9("after the fault every worker claims again in time"),
    I10("a job that kills workers is dead after at most maxCrashes starts, and the others are done"),
    I11("when Redis is full or away, calls fail with a typed error, and what is in hand can be completed"),
    I12("a job that was confirmed to be on a replica is not lost when that replica takes over");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
