package dev.baton.worker.standalone;

/** The worker could not start, or not go on: one sentence, exit code 1. */
final class StandaloneFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StandaloneFailure(String sentence) {
        super(sentence);
    }

    StandaloneFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
