package dev.baton.bench;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.limit.PipelinedCommands;
import dev.baton.bench.plot.Curves;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            Optional<BenchSettings> settings = BenchOptions.parse(arguments);
            if (settings.isEmpty()) {
                out.print(BenchOptions.usage());
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
        settings.plots().ifPresent(Curves::prepare);
        try (Lab lab = settings.redis().isPresent() ? Lab.on(settings.redis().get()) : Lab.inMemory()) {
            Map<String, String> facts = facts(settings, lab);
            facts.forEach(printer::setting);
            Session session = new Session(settings.trials(), err);
            Readings readings =
                    settings.subject().isLong() ? session.once(lab) : session.rounds(lab, settings.rounds());
            readings.remarks().forEach(printer::setting);
            printer.figures(readings.figures());
            if (settings.plots().isPresent()) {
                Curves curves = new Curves(readings.figures(), caption(facts));
                curves.write(settings.plots().get()).forEach(file -> err.println("drew " + file));
            }
        }
    }

    private static Map<String, String> facts(BenchSettings settings, Lab lab) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("redis", lab.describe());
        facts.put("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        if (!settings.subject().isLong()) {
            facts.put("jobs", "N is " + settings.jobs());
            facts.put("limits", PipelinedCommands.on(lab, 1).describe());
            facts.put("rounds", settings.rounds() + " and one to warm up, interleaved");
        }
        if (settings.subject() == Subject.AOF && !lab.isOwn()) {
            facts.put(
                    "aof", "measured as the Redis given is set up, append-only file " + (lab.appends() ? "on" : "off"));
        }
        return facts;
    }

    private static List<String> caption(Map<String, String> facts) {
        return List.of(
                "Redis " + facts.get("redis"),
                "Java " + facts.get("java") + "; " + facts.get("processors") + " processors",
                facts.get("jobs") + "; points are medians, bars reach over all rounds: " + facts.get("rounds"));
    }

    private static int tell(Throwable failure, PrintStream err, int exitCode) {
        err.println("baton bench: " + Failures.sentence(failure));
        return exitCode;
    }
}
