package dev.baton.worker.program;

import dev.baton.model.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words what an exception means to a person. */
public final class Failures {
    private static final int SENTENCE_LIMIT = 2000;
    private static final int DEEPEST = 20;

    private Failures() {}

    /** One line, escaped: the message; of an exception that is not ours also the deepest cause's, where it adds some. */
    public static String sentence(Throwable failure) {
        String said = said(failure);
        if (failure instanceof UsageException || failure instanceof ProgramFailure) {
            return Printable.line(said, SENTENCE_LIMIT);
        }
        Throwable root = failure;
        for (int i = 0; i < DEEPEST && root.getCause() != null; i++) {
            root = root.getCause();
        }
        String deepest = said(root);
        String all = root == failure || said.contains(deepest) ? said : said + " (" + deepest + ")";
        return Printable.line(all, SENTENCE_LIMIT);
    }

    /** Why a file could not be used, without the file's name, which the caller's sentence has. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        if (e instanceof FileSystemException files && files.getReason() != null) {
            return files.getReason();
        }
        return said(e);
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }
}
