package dev.baton.server.program;

import dev.baton.worker.program.ExitCode;
import dev.baton.worker.program.LogFile;
import dev.baton.worker.program.Logging;
import java.io.PrintStream;
import java.util.Map;

/** {@code ./baton server}. */
final class ServerTool {
    private final Map<String, String> environment;

    ServerTool(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @return the exit code */
    int run(PrintStream out, PrintStream err, String... arguments) {
        return ExitCode.of("baton server", err, () -> {
            ServerOptions options = ServerOptions.parse(arguments);
            if (options.asksForHelp()) {
                out.print(ServerOptions.usage());
                return ExitCode.FINE;
            }
            // Before anything that logs: the log is configured by the first who asks for it.
            Logging.configure(options.debug());
            ServerSettings settings = options.settings();
            settings.log().ifPresent(LogFile::open);
            new ServerRun(settings, environment, out).run();
            return ExitCode.FINE;
        });
    }
}
