package dev.baton.chaos;

import dev.baton.chaos.row.Matrix;
import dev.baton.chaos.row.Row;
import dev.baton.chaos.row.Soak;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One call of the program: rows, with a line for each, and the page at the end. */
final class Session {
    private final ChaosSettings settings;
    private final PrintStream err;
    private final Printer printer;

    Session(ChaosSettings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.err = err;
        this.printer = Printer.of(settings.json(), out);
    }

    /** Whether nothing failed. */
    boolean run() throws InterruptedException, IOException {
        if (settings.list()) {
            settings.rows().forEach(printer::row);
            if (settings.whole()) {
                Matrix.NOT_THERE.forEach(printer::notThere);
            }
            return true;
        }
        err.println("seed " + settings.seed());
        if (settings.soak().isPresent()) {
            return soak(settings.soak().get());
        }
        return settings.sabotage() ? sabotage() : matrix();
    }

    private boolean soak(Duration length) throws InterruptedException {
        Result result = RowRun.of(Soak.row(length, line -> err.println(line)), settings.seed());
        printer.result(result);
        tellWhatBroke(result);
        return !result.failed();
    }

    private boolean matrix() throws InterruptedException, IOException {
        List<Result> results = runAll();
        if (settings.whole()) {
            Matrix.NOT_THERE.forEach(printer::notThere);
        }
        long failed = results.stream().filter(Result::failed).count();
        printer.summary(results);
        if (settings.report().isPresent()) {
            Page.of(results, settings.seed()).writeTo(settings.report().get());
            err.println("wrote " + settings.report().get());
        }
        return failed == 0;
    }

    /**
     * Rows have nothing in common and mostly wait, so some run at once, and those that judge how long something takes one by
     * one behind them; results are told as they come.
     */
    private List<Result> runAll() throws InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(1 + Runtime.getRuntime().availableProcessors());
        try {
            var running = new HashMap<Row, Future<Result>>();
            // The long ones first, so that none is left over at the end.
            settings.rows().stream()
                    .filter(row -> !row.alone())
                    .sorted(Comparator.comparing(Row::fast))
                    .forEach(row -> running.put(row, threads.submit(() -> runOne(row))));
            var results = new HashMap<Row, Result>();
            for (var row : running.entrySet()) {
                results.put(row.getKey(), row.getValue().get());
            }
            for (Row row : settings.rows()) {
                if (row.alone()) {
                    results.put(row, runOne(row));
                }
            }
            return settings.rows().stream().map(results::get).toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A row could not be run", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Result runOne(Row row) throws InterruptedException {
        err.println(row.id() + ": " + row.fault() + " …");
        Result result = RowRun.of(row, settings.seed());
        synchronized (printer) {
            printer.result(result);
            tellWhatBroke(result);
        }
        return result;
    }

    private boolean sabotage() throws InterruptedException {
        var blind = new ArrayList<String>();
        for (Row row : settings.rows()) {
            Result result = RowRun.sabotaged(row, settings.seed());
            printer.sabotaged(result);
            if (result.passed() || result.failed() && !result.noticed()) {
                blind.add(row.id());
            }
        }
        if (!blind.isEmpty()) {
            err.println("These rows do not notice that the code is broken: " + String.join(", ", blind));
        }
        return blind.isEmpty();
    }

    private void tellWhatBroke(Result result) {
        if (result.failed()) {
            List<?> most = result.violations()
                    .subList(0, Math.min(10, result.violations().size()));
            most.forEach(violation -> err.println("  " + violation));
            err.println("  logs: " + result.directory() + "   again: " + result.replay());
        }
    }
}
