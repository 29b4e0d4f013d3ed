package dev.baton.examples.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The worker processes of a run. */
final class Fleet implements AutoCloseable {
    /**
     * A worker that was killed.
     *
     * @param held ids of the jobs that stood in its processing lists when it was dead
     */
    record Killed(int number, long pid, List<String> held) {}

    private final List<WorkerProcess> workers;
    private @Nullable Killed killed;

    private Fleet(List<WorkerProcess> workers) {
        this.workers = workers;
    }

    /** Starts all and returns when all are ready. */
    static Fleet start(int size, String redis, String queue, Path output, Consumer<String> said)
            throws InterruptedException {
        var started = new ArrayList<WorkerProcess>();
        var fleet = new Fleet(started);
        boolean ready = false;
        try {
            for (int number : IntStream.rangeClosed(1, size).toArray()) {
                started.add(WorkerProcess.start(number, redis, queue, output, said));
            }
            for (WorkerProcess worker : started) {
                worker.awaitReady();
            }
            ready = true;
            return fleet;
        } finally {
            if (!ready) {
                fleet.close();
            }
        }
    }

    List<WorkerProcess> workers() {
        return workers;
    }

    boolean isWorking() {
        return workers.stream().anyMatch(WorkerProcess::isAlive);
    }

    Optional<Killed> killed() {
        return Optional.ofNullable(killed);
    }

    /**
     * Kills one that holds jobs. It is frozen first: between a look at its lists and the signal it could finish them all,
     * and its death would prove nothing.
     *
     * @return who was killed; empty if nobody holds anything just now
     */
    Optional<Killed> killOneThatHolds(QueueKeys keys) throws InterruptedException {
        var fullest = workers.stream()
                .filter(WorkerProcess::isAlive)
                .sorted(Comparator.comparingInt((WorkerProcess worker) ->
                                keys.held(worker.pid()).size())
                        .reversed())
                .toList();
        for (WorkerProcess worker : fullest) {
            worker.suspend();
            // A command that it sent before it froze is surely done when the first of two answers is there.
            keys.held(worker.pid());
            if (!keys.held(worker.pid()).isEmpty()) {
                worker.kill();
                killed = new Killed(worker.number(), worker.pid(), keys.held(worker.pid()));
                return killed();
            }
            worker.resume();
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return workers.size() + " processes ("
                + workers.stream().map(worker -> String.valueOf(worker.pid())).collect(Collectors.joining(", ")) + ")";
    }

    /** Lets all end in good order. */
    void stop() throws InterruptedException {
        workers.forEach(WorkerProcess::askToStop);
        for (WorkerProcess worker : workers) {
            worker.awaitStop();
        }
    }

    /** Ends all at once that still run. */
    @Override
    public void close() {
        workers.forEach(WorkerProcess::destroy);
    }
}
