package dev.baton.simulation;

import dev.baton.model.Printable;
import dev.baton.simulation.Schedule.Result;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The main class of {@code ./baton simulate}. {@code --help} says what it takes. */
public final class Simulate {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Simulate() {}

    /** Ends the JVM: 0 when no schedule failed, 1 when one did, 2 for wrong usage. */
    public static void main(String[] arguments) {
        System.setProperty("baton.log.level", "OFF"); // simulated outages are told of by the trace
        Logging.configure(false);
        int code = run(System.out, System.err, arguments);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        try {
            Optional<SimulateOptions> options = SimulateOptions.parse(arguments);
            if (options.isEmpty()) {
                out.print(SimulateOptions.usage());
                return FINE;
            }
            return options.get().trace().isPresent() ? replay(options.get(), out) : explore(options.get(), out);
        } catch (UsageException e) {
            return tell(e, err, WRONG_USAGE);
        } catch (RuntimeException | Error e) {
            return tell(e, err, FAILED);
        }
    }

    private static int explore(SimulateOptions options, PrintStream out) {
        out.println("seed       " + options.seed());
        Campaign campaign = new Campaign(options.seed(), options.mistakes());
        Result failed = campaign.run(options.time(), Long.MAX_VALUE);
        out.print(campaign.figures());
        if (failed == null) {
            out.println("no schedule broke an invariant");
            return FINE;
        }
        out.println("schedule   " + campaign.schedules() + " broke an invariant: " + failed.broken());
        out.print(campaign.shortest(failed));
        return FAILED;
    }

    private static int replay(SimulateOptions options, PrintStream out) {
        List<Step> steps;
        Path trace = options.trace().orElseThrow();
        String text;
        try {
            text = Files.readString(trace);
        } catch (IOException e) {
            throw new UsageException(
                    "--replay " + Printable.quote(trace.toString()) + " cannot be read: " + Failures.reason(e), e);
        }
        try {
            steps = Step.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        Result result = Schedule.replay(steps, options.mistakes());
        out.print(new Explorer(options.mistakes()).tell(result));
        return result.broken() == null ? FINE : FAILED;
    }

    private static int tell(Throwable failure, PrintStream err, int exitCode) {
        err.println("baton simulate: " + Failures.sentence(failure));
        return exitCode;
    }
}
