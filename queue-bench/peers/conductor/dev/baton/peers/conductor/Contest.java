package dev.baton.peers.conductor;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lets peers do the same in turns: whatever the machine is busy with meanwhile meets all of them alike. */
final class Contest {
    private static final int JOBS_OF_A_TRY = 50_000;

    private final Lab lab;
    private final ComparisonSettings settings;
    private final PrintStream progress;
    private final List<PeerProcess> peers;
    private final Map<Candidate, Integer> concurrencies = new EnumMap<>(Candidate.class);
    private final Readings readings = new Readings();
    private boolean failed;

    Contest(Lab lab, List<PeerProcess> peers, ComparisonSettings settings, PrintStream progress) {
        this.lab = lab;
        this.settings = settings;
        this.progress = progress;
        this.peers = new ArrayList<>(peers);
        peers.forEach(peer -> concurrencies.put(
                peer.candidate(), peer.candidate().concurrencies().get(0)));
    }

    /** A round to warm up, the search for the best concurrencies, and the rounds that count. */
    void run() throws InterruptedException {
        round("warm-up");
        for (PeerProcess peer : List.copyOf(peers)) {
            attempt(peer, "concurrency", () -> concurrencies.put(peer.candidate(), best(peer)));
        }
        readings.forget();
        for (int i = 1; i <= settings.rounds(); i++) {
            round("round " + i + "/" + settings.rounds());
        }
    }

    boolean hasFailed() {
        return failed;
    }

    /** Figures of peers that failed on the way are left out. */
    List<Readings.Figure> figures() {
        List<Candidate> whole = peers.stream().map(PeerProcess::candidate).toList();
        return readings.figures().stream()
                .filter(figure -> whole.contains(figure.peer()))
                .toList();
    }

    /** Such as {@code 6.7.0, concurrency 200, the best of 50, 100, 200, 400}. */
    Map<String, String> descriptions() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (PeerProcess peer : peers) {
            Candidate candidate = peer.candidate();
            String tried = candidate.concurrencies().size() == 1
                    ? ""
                    : ", the best of " + candidate.concurrencies().toString().replaceAll("[\\[\\]]", "");
            descriptions.put(
                    candidate.word(), peer.version() + ", concurrency " + concurrencies.get(candidate) + tried);
        }
        return descriptions;
    }

    private void round(String name) throws InterruptedException {
        for (Measurement measurement : Measurement.values()) {
            for (PeerProcess peer : List.copyOf(peers)) {
                String what = measurement.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                attempt(
                        peer,
                        name + "  " + what,
                        () -> measurement.run(
                                peer, lab, settings.jobs(), concurrencies.get(peer.candidate()), readings));
            }
        }
    }

    private int best(PeerProcess peer) throws PeerFailure {
        List<Integer> tries = peer.candidate().concurrencies();
        int jobs = Math.min(JOBS_OF_A_TRY, settings.jobs());
        int best = tries.get(0);
        double fewestSeconds = Double.MAX_VALUE;
        for (int concurrency : tries.size() == 1 ? List.<Integer>of() : tries) {
            String queue = lab.newQueue();
            peer.request("bulk", queue, jobs);
            double seconds = peer.request("drain", queue, jobs, concurrency).get("seconds");
            lab.removeKeys();
            if (seconds < fewestSeconds) {
                fewestSeconds = seconds;
                best = concurrency;
            }
        }
        return best;
    }

    private interface Turn {
        void take() throws PeerFailure, InterruptedException;
    }

    /** A peer that fails goes; the others go on. */
    private void attempt(PeerProcess peer, String what, Turn turn) throws InterruptedException {
        progress.println(what + "  " + peer.candidate().word());
        try {
            turn.take();
        } catch (PeerFailure e) {
            progress.println("peers: " + e.getMessage());
            failed = true;
            peers.remove(peer);
        } finally {
            lab.removeKeys();
        }
    }
}
