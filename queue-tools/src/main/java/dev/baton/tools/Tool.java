package dev.baton.tools;

import java.io.PrintStream;

/** One of the commands: a word of its own behind {@code ./baton}, and options of its own. */
interface Tool {
    /** As it is typed. */
    String name();

    /** What it does, in half a line. */
    String summary();

    /**
     * One call, from its arguments to its exit code.
     *
     * @throws dev.baton.worker.program.UsageException for arguments that it does not understand: exit code 2
     * @throws RuntimeException for whatever else goes wrong, with one sentence: exit code 1
     */
    int run(PrintStream out, PrintStream err, String... arguments);
}
