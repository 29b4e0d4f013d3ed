package dev.baton.tools;

import dev.baton.model.Printable;
import java.io.PrintStream;
import java.util.function.Consumer;

/** Says on stderr how far it is, once in two seconds, and nothing of what is done before. */
final class Progress implements Consumer<String> {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final PrintStream err;
    private final String speaker;
    private long last = System.nanoTime();

    /** @param speaker begins each line */
    Progress(PrintStream err, String speaker) {
        this.err = err;
        this.speaker = speaker;
    }

    @Override
    public void accept(String words) {
        long now = System.nanoTime();
        if (now - last >= EVERY_NANOS) {
            last = now;
            err.println(speaker + ": " + Printable.line(words, 300));
        }
    }
}
