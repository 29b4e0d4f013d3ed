package dev.baton.worker.standalone;

import dev.baton.WorkerBuilder;
import dev.baton.model.Printable;
import dev.baton.worker.program.ProgramFailure;
import dev.baton.worker.program.UsageException;
import java.time.Clock;
import java.util.Map;

/** Who does the work of a standalone worker. {@code toString} is what its start line says. */
interface Handlers extends AutoCloseable {
    void register(WorkerBuilder worker);

    /** Ends what still runs, at once. Repeatable. */
    @Override
    void close();

    /**
     * @throws UsageException if the command is not there
     * @throws ProgramFailure if the JARs cannot be used
     */
    static Handlers open(WorkerSettings settings, Map<String, String> environment) {
        if (settings.work() instanceof Work.Exec exec) {
            String missing = exec.command().missingProgram(environment.get("PATH"));
            if (missing != null) {
                throw new UsageException("The program " + Printable.quote(missing)
                        + " of --exec is not there or not executable: give its path, or put it on PATH");
            }
            return new ExecHandler(exec.command(), environment);
        }
        if (settings.work() instanceof Work.Echo) {
            return new EchoHandler();
        }
        if (settings.work() instanceof Work.Http http) {
            return new HttpHandler(http.target(), settings.httpTimeout(), Clock.systemUTC());
        }
        return HandlerJars.load(((Work.Jars) settings.work()).directory());
    }
}
