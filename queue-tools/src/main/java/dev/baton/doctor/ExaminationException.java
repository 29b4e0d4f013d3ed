package dev.baton.doctor;

/** Redis could not be reached or refused to answer: one sentence, and what to do about it. */
public final class ExaminationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExaminationException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    ExaminationException(String sentence) {
        super(sentence);
    }
}
