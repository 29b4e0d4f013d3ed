package dev.baton.bench;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.limit.PipelinedCommands;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.util.Optional;

/** The main class of {@code ./baton bench}. {@code --help} says what it takes. */
public final class Bench {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Bench() {}

    /** Ends the JVM: 0 when everything was measured, 1 after a failure, 2 for wrong usage. */
    public static void main(String[] arguments) {
        if (System.getProperty("baton.log.level") == null) {
            System.setProperty("baton.log.level", "WARN");
        }
        Logging.configure(false);
        int code = run(System.out, System.err, arguments);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        try {
            Optional<BenchSettings> settings = BenchSettings.parse(arguments);
            if (settings.isEmpty()) {
                out.print(BenchSettings.usage());
                return FINE;
            }
            measure(settings.get(), out, err);
            return FINE;
        } catch (UsageException e) {
            return tell(e, err, WRONG_USAGE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return tell(e, err, FAILED);
        } catch (Exception | Error e) {
            return tell(e, err, FAILED);
        }
    }

    private static void measure(BenchSettings settings, PrintStream out, PrintStream err) throws Exception {
        Printer printer = Printer.of(settings.json(), out);
        try (Lab lab = settings.redis().isPresent() ? Lab.on(settings.redis().get()) : Lab.inMemory()) {
            printer.setting("redis", lab.describe());
            printer.setting("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
            printer.setting("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
            printer.setting("limits", PipelinedCommands.on(lab, 1).describe());
            printer.setting("rounds", settings.rounds() + " and one to warm up, interleaved");
            printer.figures(new Session(settings.trials(), settings.rounds(), err).run(lab));
        }
    }

    private static int tell(Throwable failure, PrintStream err, int exitCode) {
        err.println("baton bench: " + Failures.sentence(failure));
        return exitCode;
    }
}
