package dev.baton.worker.program;

import java.io.PrintStream;

/** How every program ends, whatever happened in it: with one sentence, and one of three codes. */
public final class ExitCode {
    public static final int FINE = 0;
    /** It could not start, or not go on, or found what it looked for. */
    public static final int FAILED = 1;
    /** It was asked for something that it cannot do. */
    public static final int WRONG_USAGE = 2;

    private ExitCode() {}

    /** One call of a program. */
    public interface Call {
        /** @return the exit code */
        int run() throws Exception;
    }

    /**
     * Runs a call; what it throws becomes a sentence on {@code err}.
     *
     * @param name of the program, before the sentence: {@code baton server}
     */
    public static int of(String name, PrintStream err, Call call) {
        try {
            return call.run();
        } catch (UsageException e) {
            err.println(name + ": " + Failures.sentence(e));
            return WRONG_USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println(name + ": interrupted");
            return FAILED;
        } catch (Exception | Error e) {
            err.println(name + ": " + Failures.sentence(e));
            return FAILED;
        }
    }
}
