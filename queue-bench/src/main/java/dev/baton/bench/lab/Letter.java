package dev.baton.bench.lab;

import dev.baton.model.JobType;

/** A large payload: a number, and a text as long as one likes. */
public record Letter(long number, String text) {
    public static final JobType<Letter, Void> TYPE = JobType.of("letter", Letter.class);

    /** A text of words, one byte a character. */
    static String text(int bytes) {
        String sentence = "The engine weaves algebraic patterns. ";
        return sentence.repeat(bytes / sentence.length() + 1).substring(0, bytes);
    }
}
