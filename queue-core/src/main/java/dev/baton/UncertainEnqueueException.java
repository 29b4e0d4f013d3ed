package dev.baton;

import java.util.List;

/**
 * An enqueue, or a part of it, may have happened or not: the answer of Redis did not arrive. Enqueue again with the same
 * {@link #ids()} ({@link EnqueueOptions#id}); that makes no second job of those that did arrive.
 */
public final class UncertainEnqueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String queue;
    private final List<String> ids;

    UncertainEnqueueException(String queue, List<String> ids, Throwable cause) {
        super(words(queue, ids, cause), cause);
        this.queue = queue;
        this.ids = List.copyOf(ids);
    }

    /** The same, with the stack of the thread that waited. */
    UncertainEnqueueException(UncertainEnqueueException original) {
        super(original.getMessage(), original);
        this.queue = original.queue;
        this.ids = original.ids;
    }

    private static String words(String queue, List<String> ids, Throwable cause) {
        if (ids.size() == 1) {
            return "Job " + ids.get(0) + " may have been enqueued to queue " + queue + "; repeat with id " + ids.get(0)
                    + ": " + cause.getMessage();
        }
        return "Some or all of " + ids.size() + " jobs may have been enqueued to queue " + queue
                + "; repeat with the same ids, " + ids.get(0) + " and those that follow: " + cause.getMessage();
    }

    public String queue() {
        return queue;
    }

    /** The ids of all jobs of the call, in order. */
    public List<String> ids() {
        return ids;
    }
}
