package dev.baton.bench;

import dev.baton.bench.lab.Figure;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import java.io.PrintStream;
import java.util.List;

/** Runs trials in interleaved rounds: whatever the machine is busy with meanwhile meets all of them alike. */
final class Session {
    private final List<Trial> trials;
    private final int rounds;
    private final PrintStream progress;

    Session(List<Trial> trials, int rounds, PrintStream progress) {
        this.trials = trials;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** One round to warm up, which is not counted, then the rounds. */
    List<Figure> run(Lab lab) throws Exception {
        Readings readings = new Readings();
        for (int round = 0; round <= rounds; round++) {
            for (Trial trial : trials) {
                progress.println((round == 0 ? "warm-up" : "round " + round + "/" + rounds) + "  " + trial.name());
                trial.run(lab, readings);
            }
            if (round == 0) {
                readings.forget();
            }
        }
        return readings.figures();
    }
}
