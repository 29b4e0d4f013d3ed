package dev.baton.bench;

/** One thing that is measured, once a round. */
interface Trial {
    /** What is under way, for the line of progress. */
    String name();

    /** Runs once and writes down what it found; leaves no key behind. */
    void run(Lab lab, Readings readings) throws Exception;
}
