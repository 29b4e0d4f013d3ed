package dev.baton.server.load;

import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;

/** One call of {@code ./baton load}, from its arguments to its exit code. */
public final class LoadCommand {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private LoadCommand() {}

    /** @return 0 if every job was completed once; 1 if not, or a client failed; 2 for wrong usage */
    public static int run(PrintStream out, PrintStream err, String... arguments) {
        try {
            LoadOptions options = LoadOptions.parse(arguments);
            if (options.asksForHelp()) {
                out.print(LoadOptions.usage());
                return FINE;
            }
            LoadPlan plan = options.plan();
            Logging.configure(false);
            LoadRun run = new LoadRun(plan);
            run.run(err::println);
            out.print(run.report());
            String error = run.ledger().firstError();
            if (error != null) {
                err.println("baton load: the first error: " + Printable.line(error, 300));
            }
            return run.ledger().isFine() ? FINE : FAILED;
        } catch (UsageException e) {
            err.println("baton load: " + Failures.sentence(e));
            return WRONG_USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("baton load: interrupted");
            return FAILED;
        } catch (RuntimeException e) {
            err.println("baton load: " + Failures.sentence(e));
            return FAILED;
        }
    }
}
