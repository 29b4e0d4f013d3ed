package dev.baton.worker.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The logging of the programs, as its own configuration sets it up. */
class LogLinesTest {
    @Test
    void aPayloadCannotForgeALine() throws Exception {
        String said = logged("none", log -> log.info("type {}", "x\n12:00:00.000 INFO forged\u001b[2J\u2028y"));
        assertThat(said.strip().lines()).hasSize(1);
        assertThat(said).contains("type x\\n12:00:00.000 INFO forged\\u001b[2J\\u2028y");
    }

    @Test
    void anExceptionStaysOnItsLine() throws Exception {
        var failure = new IllegalStateException("a\nb", new IllegalArgumentException("c\rd"));
        String said = logged("none", log -> log.warn("job failed", failure));
        assertThat(said.strip().lines()).hasSize(1);
        assertThat(said)
                .contains("job failed - java.lang.IllegalStateException: a\\nb, caused by"
                        + " java.lang.IllegalArgumentException: c\\rd");
    }

    @Test
    void debugShowsTheFrames() throws Exception {
        String said = logged("frames", log -> log.warn("job failed", new IllegalStateException("a\nb")));
        assertThat(said).contains("        at dev.baton.worker.program.LogLinesTest");
        assertThat(said.lines().skip(1)).allMatch(line -> line.startsWith("    "));
    }

    @Test
    void othersAreHeardFromWarnOn() throws Exception {
        assertThat(logged("none", log -> log.debug("quiet"))).isEmpty();
        var context = new LoggerContext();
        configure(context, "none");
        assertThat(context.getLogger("io.lettuce.core").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("io.lettuce.core").isWarnEnabled()).isTrue();
        assertThat(context.getLogger("dev.baton.worker").isInfoEnabled()).isTrue();
    }

    private interface Saying {
        void to(Logger log);
    }

    private static String logged(String stack, Saying saying) throws Exception {
        var captured = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        var context = new LoggerContext();
        try {
            configure(context, stack);
            saying.to(context.getLogger("dev.baton.worker.Some"));
        } finally {
            context.stop();
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    static void configure(LoggerContext context, String stack) throws Exception {
        // The events ask for it, and only the context that slf4j makes has one.
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("baton.log.stack", stack);
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(Logging.class.getResource("logback-program.xml")));
    }
}
