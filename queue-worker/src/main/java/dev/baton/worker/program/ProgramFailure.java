package dev.baton.worker.program;

/** The program could not start, or not go on: one sentence, exit code 1. */
public final class ProgramFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProgramFailure(String sentence) {
        super(sentence);
    }

    public ProgramFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
