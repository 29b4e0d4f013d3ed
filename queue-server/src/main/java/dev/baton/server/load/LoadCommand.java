package dev.baton.server.load;

import dev.baton.json.JacksonCodec;
import dev.baton.model.Printable;
import dev.baton.worker.program.ExitCode;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.ProgressBar;
import dev.baton.worker.program.Terminals;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One call of {@code ./baton load}, from its arguments to its exit code. */
public final class LoadCommand {
    private final Map<String, String> environment;

    /** @param environment where the key may stand: {@code BATON_KEY} */
    public LoadCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** @return 0 if every job was completed once; 1 if not, or a client failed; 2 for wrong usage */
    public int run(PrintStream out, PrintStream err, String... arguments) {
        return ExitCode.of("baton load", err, () -> {
            LoadOptions options = LoadOptions.parse(arguments);
            if (options.asksForHelp()) {
                out.print(LoadOptions.usage());
                return ExitCode.FINE;
            }
            LoadPlan plan = options.plan(environment);
            Logging.configure(false);
            boolean drawn = !options.json() && out == System.out;
            LoadReport report = run(plan, new ProgressBar(out, drawn ? Terminals.width() : 0));
            out.print(
                    options.json()
                            ? new String(new JacksonCodec().encode(report), StandardCharsets.UTF_8) + "\n"
                            : report.lines());
            if (report.firstError() != null) {
                err.println("baton load: the first error: " + Printable.line(report.firstError(), 300));
            }
            return report.jobs().isFine() ? ExitCode.FINE : ExitCode.FAILED;
        });
    }

    private static LoadReport run(LoadPlan plan, ProgressBar bar) throws InterruptedException {
        LoadRun run = new LoadRun(plan);
        try (Crowd crowd = crowd(plan.way(), run)) {
            return run.run(crowd, bar);
        }
    }

    private static Crowd crowd(Way way, LoadRun run) {
        return switch (way) {
            case LIBRARY -> new LibraryCrowd(run);
            case REST -> new RestCrowd(run);
            case TCP -> new LineCrowd(run);
        };
    }
}
