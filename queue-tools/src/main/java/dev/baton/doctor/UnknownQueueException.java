package dev.baton.doctor;

import java.util.List;

/** There is no such queue. */
public final class UnknownQueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> known;

    UnknownQueueException(String sentence, List<String> known) {
        super(sentence);
        this.known = List.copyOf(known);
    }

    /** Some of the queues that there are. */
    public List<String> known() {
        return known;
    }
}
