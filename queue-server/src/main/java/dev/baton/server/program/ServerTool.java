package dev.baton.server.program;

import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
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
        try {
            ServerOptions options = ServerOptions.parse(arguments);
            if (options.asksForHelp()) {
                out.print(ServerOptions.usage());
                return Server.FINE;
            }
            ServerSettings settings = options.settings();
            Logging.configure(options.debug());
            new ServerRun(settings, environment, out).run();
            return Server.FINE;
        } catch (UsageException e) {
            err.println("baton server: " + Failures.sentence(e));
            return Server.WRONG_USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("baton server: interrupted");
            return Server.FAILED;
        } catch (RuntimeException | Error e) {
            err.println("baton server: " + Failures.sentence(e));
            return Server.FAILED;
        }
    }
}
