package dev.baton.peers.conductor;

import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The main class of {@code queue-bench/peers/run}. {@code --help} says what it takes. */
public final class Comparison {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Comparison() {}

    /** Ends the JVM: 0 when all that could be had was measured, 1 after a failure, 2 for wrong usage. */
    public static void main(String[] arguments) {
        System.setProperty("baton.log.level", System.getProperty("baton.log.level", "WARN"));
        Logging.configure(false);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(Path.of(System.getProperty("peers.home")), out, err, arguments));
    }

    private static int run(Path home, PrintStream out, PrintStream err, String... arguments) {
        try {
            Optional<ComparisonSettings> settings = ComparisonSettings.parse(arguments);
            if (settings.isEmpty()) {
                out.print(ComparisonSettings.usage());
                return FINE;
            }
            return compare(home, settings.get(), out, err);
        } catch (UsageException e) {
            return tell(e, err, WRONG_USAGE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return tell(e, err, FAILED);
        } catch (Exception | Error e) {
            return tell(e, err, FAILED);
        }
    }

    private static int compare(Path home, ComparisonSettings settings, PrintStream out, PrintStream err)
            throws Exception {
        try (Lab lab = Lab.open(settings)) {
            List<PeerProcess> peers = new ArrayList<>();
            try {
                boolean allStarted = start(home, settings, lab, err, peers);
                if (peers.isEmpty()) {
                    err.println("peers: there is nothing left to measure");
                    return FAILED;
                }
                Contest contest = new Contest(lab, peers, settings, err);
                contest.run();
                Map<String, String> described = new LinkedHashMap<>();
                described.put("redis", lab.describe());
                described.put("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
                described.put(
                        "processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
                described.put("jobs", Integer.toString(settings.jobs()));
                described.put("rounds", settings.rounds() + " and one to warm up, interleaved");
                described.putAll(contest.descriptions());
                Report report = new Report(described, contest.figures());
                if (settings.json()) {
                    report.printLines(out);
                } else {
                    report.printTable(out);
                }
                return allStarted && !contest.hasFailed() ? FINE : FAILED;
            } finally {
                for (PeerProcess peer : peers) {
                    peer.close();
                }
            }
        }
    }

    /** @return false if one did not start; that one cannot be had is no failure */
    private static boolean start(
            Path home, ComparisonSettings settings, Lab lab, PrintStream err, List<PeerProcess> peers)
            throws IOException, InterruptedException {
        boolean allStarted = true;
        Workshop workshop = new Workshop(home, Files.createDirectories(home.resolve("target")));
        for (Candidate candidate : settings.candidates()) {
            try {
                List<String> command = workshop.ready(candidate);
                peers.add(PeerProcess.start(candidate, command, workshop.log(candidate), lab.uri()));
            } catch (Workshop.NotToBeHad e) {
                err.println("peers: " + candidate.word() + " is left out: " + e.getMessage());
            } catch (PeerFailure e) {
                err.println("peers: " + e.getMessage());
                allStarted = false;
            }
        }
        return allStarted;
    }

    private static int tell(Throwable failure, PrintStream err, int exitCode) {
        err.println("peers: " + Failures.sentence(failure));
        return exitCode;
    }
}
