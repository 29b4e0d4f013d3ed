package dev.baton.examples.demo;

import dev.baton.json.JacksonCodec;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.Signals;
import dev.baton.worker.program.Terminals;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** The main class of {@code ./baton demo}. {@code --help} says what it takes. */
public final class Demo {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final Signals signals;

    private Demo(Signals signals) {
        this.signals = signals;
    }

    /** Ends the JVM: 0 if nothing was lost, 1 if something was or the demo failed, 2 for wrong usage. */
    public static void main(String[] arguments) {
        if (System.getProperty("baton.log.level") == null) {
            System.setProperty("baton.log.level", "WARN");
        }
        Logging.configure(false);
        // What still runs at a second signal sees its pipe end, and goes too.
        var signals = Signals.install(() -> {});
        int code = new Demo(signals).run(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    private int run(String... arguments) {
        try {
            var settings = DemoSettings.parse(arguments);
            if (settings.isEmpty()) {
                System.out.print(DemoSettings.usage());
                return FINE;
            }
            return run(settings.get());
        } catch (UsageException e) {
            return tell(e, WRONG_USAGE);
        } catch (InterruptedException | IOException | RuntimeException | Error e) {
            return signals.isAsked() ? stopped() : tell(e, FAILED);
        }
    }

    private int run(DemoSettings settings) throws InterruptedException, IOException {
        PrintStream shown = settings.json() ? System.err : System.out;
        var screen = new Screen(shown, settings.json() ? 0 : Terminals.width());
        interruptOnSignal(Thread.currentThread());
        try (var run = new DemoRun(settings, screen)) {
            try {
                Summary summary = run.run();
                shown.println();
                summary.table().forEach(shown::println);
                shown.println();
                summary.verdict().forEach(shown::println);
                if (settings.json()) {
                    System.out.println(new String(new JacksonCodec().encode(summary), StandardCharsets.UTF_8));
                    System.out.flush();
                }
                if (signals.isAsked()) {
                    return stopped(); // it came when hardly anything was left to interrupt
                }
                offerALook(settings, summary, shown);
                return summary.ok() ? FINE : FAILED;
            } finally {
                screen.endProgress();
                // What is closed now must be closed in good order, though it was a signal that ended the run.
                Thread.interrupted();
            }
        }
    }

    private static void offerALook(DemoSettings settings, Summary summary, PrintStream shown) {
        boolean isOwn = settings.redis().isEmpty();
        if (!settings.keep()) {
            shown.println(
                    "To look for yourself add --keep, which keeps " + (isOwn ? "Redis and the page up." : "the keys."));
            return;
        }
        shown.println();
        shown.println("Look for yourself:");
        summary.commands().forEach(command -> shown.println("  " + command));
        if (isOwn) {
            shown.println("Redis and the page stay up until Enter or Ctrl-C.");
            awaitEnter();
        }
    }

    /** Until a line comes; the end of stdin is none, so that a demo in the background stays up until a signal. */
    private static void awaitEnter() {
        var entered = new CountDownLatch(1);
        var reader = new Thread(
                () -> {
                    try {
                        if (System.in.read() >= 0) {
                            entered.countDown();
                        }
                    } catch (IOException e) {
                        // Nothing to read from: then only a signal ends it.
                        Thread.currentThread().interrupt();
                    }
                },
                "baton-demo-enter");
        reader.setDaemon(true);
        reader.start();
        try {
            entered.await();
        } catch (InterruptedException e) {
            // The other way to say that it is enough.
            Thread.currentThread().interrupt();
        }
    }

    private void interruptOnSignal(Thread main) {
        var watcher = new Thread(
                () -> {
                    try {
                        signals.await();
                        main.interrupt();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "baton-demo-signals");
        watcher.setDaemon(true);
        watcher.start();
    }

    private int stopped() {
        System.err.println("baton demo: stopped by a signal");
        return signals.exitCode();
    }

    private static int tell(Throwable failure, int exitCode) {
        System.err.println("baton demo: " + Failures.sentence(failure));
        return exitCode;
    }
}
