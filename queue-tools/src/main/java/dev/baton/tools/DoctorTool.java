package dev.baton.tools;

import java.io.PrintStream;

/** {@code ./baton doctor}: looks for damage in queues, and mends on demand what is safe to mend. */
final class DoctorTool implements Tool {
    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "looks for damage in the queues of a Redis, and mends what is safe";
    }

    @Override
    public int run(PrintStream out, PrintStream err, String... arguments) {
        return Tools.FINE;
    }
}
