package dev.baton.server.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the audit log is told, until this is closed. */
final class AuditLines implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("baton.audit");
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    AuditLines() {
        told.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(told);
    }

    List<String> all() {
        return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(told);
        logger.setLevel(null);
    }
}
