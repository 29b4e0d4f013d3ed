package dev.baton.bench;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import java.io.PrintStream;
import java.util.Collection;

/** Runs trials in interleaved rounds: whatever the machine is busy with meanwhile meets all of them alike. */
final class Session {
    private final Collection<Trial> trials;
    private final PrintStream progress;

    Session(Collection<Trial> trials, PrintStream progress) {
        this.trials = trials;
        this.progress = progress;
    }

    /** One round to warm up, which is not counted, then the rounds. */
    Readings rounds(Lab lab, int rounds) throws Exception {
        Readings readings = new Readings(progress::println);
        round(lab, readings, "warm-up");
        readings.forget();
        for (int round = 1; round <= rounds; round++) {
            round(lab, readings, "round " + round + "/" + rounds);
        }
        return readings;
    }

    /** Once, for what takes so long that nothing has to be warmed up for it. */
    Readings once(Lab lab) throws Exception {
        Readings readings = new Readings(progress::println);
        round(lab, readings, "once");
        return readings;
    }

    private void round(Lab lab, Readings readings, String label) throws Exception {
        for (Trial trial : trials) {
            progress.println(label + "  " + trial.name());
            trial.run(lab, readings);
        }
    }
}
