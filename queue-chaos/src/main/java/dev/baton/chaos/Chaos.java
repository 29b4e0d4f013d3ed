package dev.baton.chaos;

import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.util.Optional;

/** The main class of {@code ./baton chaos}. {@code --help} says what it takes. */
public final class Chaos {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Chaos() {}

    /** Ends the JVM: 0 when every row that could be run passed, 1 when one failed, 2 for wrong usage. */
    public static void main(String[] arguments) {
        if (System.getProperty("baton.log.level") == null) {
            System.setProperty("baton.log.level", "OFF");
        }
        Logging.configure(false);
        int code = run(System.out, System.err, arguments);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().exit(code);
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        try {
            Optional<ChaosSettings> settings = ChaosOptions.parse(arguments);
            if (settings.isEmpty()) {
                out.print(ChaosOptions.usage());
                return FINE;
            }
            return new Session(settings.get(), out, err).run() ? FINE : FAILED;
        } catch (UsageException e) {
            return tell(e, err, WRONG_USAGE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return tell(e, err, FAILED);
        } catch (Exception | Error e) {
            return tell(e, err, FAILED);
        }
    }

    private static int tell(Throwable failure, PrintStream err, int exitCode) {
        err.println("baton chaos: " + Failures.sentence(failure));
        return exitCode;
    }
}
