package dev.baton.worker.standalone;

import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One call of the worker, from its arguments to its exit code. Whatever goes wrong is one sentence on stderr. */
final class WorkerCommand {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private static final String CONFIG_VARIABLE = "BATON_CONFIG";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final Program program;

    WorkerCommand(Map<String, String> environment, PrintStream out, PrintStream err, Program program) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.program = program;
    }

    /** What runs once the settings are known to be good; returns when the worker has stopped. */
    interface Program {
        void run(WorkerSettings settings) throws InterruptedException;
    }

    int run(String... arguments) {
        boolean debug = "true".equals(environment.get(Setting.DEBUG.variable()));
        try {
            var options = CommandLineOptions.parse(arguments);
            debug |= options.debug();
            if (options.asksForHelp()) {
                out.print(CommandLineOptions.usage());
                return FINE;
            }
            if (options.asksForVersion()) {
                out.println("baton worker " + version());
                return FINE;
            }
            var settings = settings(options);
            debug = settings.debug();
            Logging.configure(debug);
            program.run(settings);
            return FINE;
        } catch (UsageException e) {
            return tell(e, debug, WRONG_USAGE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return tell(e, debug, FAILED);
        } catch (RuntimeException | Error e) {
            return tell(e, debug, FAILED);
        }
    }

    /** What is given, by strength: options, environment, file. */
    private WorkerSettings settings(CommandLineOptions options) {
        var given = options.settings().over(GivenSettings.fromEnvironment(environment));
        var config = options.config()
                .or(() -> Optional.ofNullable(environment.get(CONFIG_VARIABLE)).filter(file -> !file.isBlank()));
        if (config.isPresent()) {
            given = given.over(new SettingsFile(path(config.get())).read());
        }
        return SettingsReading.read(given);
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UsageException("The settings file " + Printable.quote(file) + " is no path: " + e.getReason(), e);
        }
    }

    private int tell(Throwable failure, boolean debug, int exitCode) {
        err.println("baton worker: " + Failures.sentence(failure));
        if (debug) {
            for (Throwable shown = failure; shown != null; shown = shown.getCause()) {
                err.println("  " + Printable.line(shown.toString(), 2000));
                for (StackTraceElement frame : shown.getStackTrace()) {
                    err.println("    at " + frame);
                }
            }
        }
        return exitCode;
    }

    private static String version() {
        String version = WorkerCommand.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
