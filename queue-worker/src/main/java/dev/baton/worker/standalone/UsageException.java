package dev.baton.worker.standalone;

/** The worker was asked for something that it cannot do: one sentence, exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String sentence) {
        super(sentence);
    }

    UsageException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** A sentence of another's, with the place named that it is about. */
    static UsageException about(GivenSettings.Given given, IllegalArgumentException refused) {
        return new UsageException(given.where() + ": " + refused.getMessage(), refused);
    }
}
