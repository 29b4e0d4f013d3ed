package dev.baton.bench.lab;

/** One thing that is measured, once a round. */
public interface Trial {
    /** What is under way, for the line of progress. */
    String name();

    /** Runs once and writes down what it found; leaves no key behind. */
    void run(Lab lab, Readings readings) throws Exception;
}
