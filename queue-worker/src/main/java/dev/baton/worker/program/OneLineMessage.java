package dev.baton.worker.program;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.baton.model.Printable;

/** The message of a log line, kept on that line: whatever a payload holds, it can forge no other one. */
public final class OneLineMessage extends ClassicConverter {
    private static final int LIMIT = 8000;

    @Override
    public String convert(ILoggingEvent event) {
        return Printable.line(String.valueOf(event.getFormattedMessage()), LIMIT);
    }
}
