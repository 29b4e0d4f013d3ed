package dev.baton.worker.program;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.baton.model.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The exception of a log line as words on that line, causes included. With the option {@code frames} (of
 * {@code --debug}) its stack follows, each frame on an indented line.
 */
public final class OneLineThrowable extends ThrowableHandlingConverter {
    private static final int LIMIT = 2000;
    private static final int DEEPEST = 10;

    @Override
    public String convert(ILoggingEvent event) {
        var out = new StringBuilder();
        IThrowableProxy failure = event.getThrowableProxy();
        for (int i = 0; i < DEEPEST && failure != null; i++) {
            out.append(i == 0 ? " - " : ", caused by ").append(words(failure));
            failure = failure.getCause();
        }
        if ("frames".equals(getFirstOption())) {
            appendFrames(event.getThrowableProxy(), out);
        }
        return out.toString();
    }

    private static String words(IThrowableProxy failure) {
        String message = failure.getMessage();
        String name = failure.getClassName();
        return Printable.line(message == null ? name : name + ": " + message, LIMIT);
    }

    private static void appendFrames(@Nullable IThrowableProxy failure, StringBuilder out) {
        IThrowableProxy shown = failure;
        for (int i = 0; i < DEEPEST && shown != null; i++) {
            out.append(System.lineSeparator()).append("    ").append(words(shown));
            for (StackTraceElementProxy frame : shown.getStackTraceElementProxyArray()) {
                out.append(System.lineSeparator()).append("        ");
                out.append(Printable.line(frame.getSTEAsString(), LIMIT));
            }
            shown = shown.getCause();
        }
    }
}
