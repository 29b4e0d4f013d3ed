package dev.baton.worker.program;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to which the log goes besides the console, line by line the same, with dates. When it is large it is put aside as
 * {@code FILE.1}, what was {@code FILE.1} becomes {@code FILE.2}, and so on.
 *
 * @param bytes size at which it is put aside, {@link #SMALLEST} to {@link #LARGEST}; looked at ten times a second, so a file may
 *     become a little larger
 * @param kept how many that were put aside are kept, 1 to {@link #MOST_KEPT}
 */
public record LogFile(Path path, long bytes, int kept) {
    public static final long SMALLEST = 64L << 10;
    public static final long LARGEST = 10L << 30;
    public static final int MOST_KEPT = 20;

    private static final long LOOK_MILLIS = 100;
    private static final String STACK = "baton.log.stack";

    /**
     * Begins to write there. Call it once, after {@link Logging#configure}.
     *
     * @throws UsageException if the file cannot be written
     */
    public void open() {
        open((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    void open(LoggerContext context) {
        if (path.toString().indexOf('%') >= 0) {
            throw new UsageException(OptionText.named("--log-file", path.toString()) + " has a %: use a name without");
        }
        Path whole = path.toAbsolutePath();
        try {
            Files.newOutputStream(whole, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new UsageException(
                    OptionText.named("--log-file", path.toString()) + " cannot be written: " + Failures.reason(e), e);
        }
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(whole.toString());
        appender.setEncoder(encoder(context));
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(whole + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(kept);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(bytes));
        size.setCheckIncrement(Duration.buildByMilliseconds(LOOK_MILLIS));
        size.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(size);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        // The words of the console's configuration, which keep every message on its line.
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{24} %line%failure{"
                + Objects.requireNonNullElse(context.getProperty(STACK), System.getProperty(STACK, "none")) + "}%n");
        encoder.start();
        return encoder;
    }
}
