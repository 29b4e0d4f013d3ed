package dev.baton.worker;

/**
 * How much a queue may take in hand: its handlers and what they will start within 50 ms, less what it has and what it has
 * asked for. Thread-safe.
 */
final class Room {
    private final int handlers;
    private final Pace pace;
    private int inHand;
    private int asked;

    Room(int handlers, Pace pace) {
        this.handlers = handlers;
        this.pace = pace;
    }

    /** Reserves room for a claim of up to {@code most} jobs; 0 if there is none. */
    synchronized int reserve(int most) {
        int free = handlers + pace.ahead(handlers) - inHand - asked;
        int granted = Math.max(0, Math.min(most, free));
        asked += granted;
        return granted;
    }

    /** A claim that had reserved {@code reserved} was answered, or is lost. */
    synchronized void giveBack(int reserved) {
        asked -= reserved;
    }

    /** Jobs came in, also such as nobody asked for (adopted ones). */
    synchronized void took(int jobs) {
        inHand += jobs;
    }

    /** A job's handler has ended, or it was withdrawn. */
    synchronized void freed(int jobs) {
        inHand -= jobs;
    }

    /** Places reserved for claims that are not answered yet. */
    synchronized int asked() {
        return asked;
    }

    synchronized int inHand() {
        return inHand;
    }
}
