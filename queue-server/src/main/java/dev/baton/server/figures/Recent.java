package dev.baton.server.figures;

/** Lengths of time since somebody last looked. Thread-safe; what is added in the very moment of a look may be missed. */
public final class Recent {
    private volatile Latencies lengths = new Latencies();

    public void add(long nanos) {
        lengths.add(nanos);
    }

    /** Those that were added since the last call. */
    public synchronized Latencies take() {
        Latencies seen = lengths;
        lengths = new Latencies();
        return seen;
    }
}
