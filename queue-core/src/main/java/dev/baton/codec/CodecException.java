package dev.baton.codec;

/** A value could not be written as JSON, or JSON could not be read as the value that was expected. */
public final class CodecException extends RuntimeException {
    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }

    public CodecException(String message) {
        super(message);
    }
}
