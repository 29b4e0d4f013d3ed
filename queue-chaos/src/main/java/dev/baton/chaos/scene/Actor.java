package dev.baton.chaos.scene;

import dev.baton.chaos.check.Invariant;
import dev.baton.chaos.log.Event;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.log.History;
import dev.baton.chaos.worker.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A worker or a producer in a JVM of its own. What it says is appended to a file, which is its event log. */
public final class Actor implements AutoCloseable {
    /** A JVM on a busy machine takes its time; nothing here is a measurement. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path log;
    private final Path errors;
    private final EventLog conductor;
    private final Duration patience;

    private Actor(String name, Process process, Path log, Path errors, EventLog conductor, Duration patience) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.errors = errors;
        this.conductor = conductor;
        this.patience = patience;
    }

    static Actor start(String name, ProcessBuilder command, Path directory, EventLog conductor, Duration patience) {
        Path log = directory.resolve(name + History.LOG);
        Path errors = directory.resolve(name + ".err");
        command.environment().keySet().removeIf(each -> each.startsWith("BATON_"));
        try {
            Files.createFile(log);
            command.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            command.redirectError(errors.toFile());
            return new Actor(name, command.start(), log, errors, conductor, patience);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public List<Event> events() {
        return History.read(log);
    }

    public History history() {
        return new History(events());
    }

    /** Waits for an event of this kind. */
    public Event await(String kind) throws InterruptedException {
        return await(kind, event -> true);
    }

    /** Waits for an event of this kind that fits. */
    public Event await(String kind, Predicate<Event> fits) throws InterruptedException {
        var found = new Event[1];
        Patience.await(patience, Invariant.I9, "an event " + kind + " of " + this, () -> {
            boolean over = !process.isAlive();
            Optional<Event> event = history().of(kind).filter(fits).findFirst();
            if (event.isEmpty() && over) {
                throw new Stuck(Invariant.I9, this + " ended without an event " + kind + ": " + errors());
            }
            event.ifPresent(there -> found[0] = there);
            return event.isPresent();
        });
        return found[0];
    }

    /** Waits until it works, and gives its name in Redis. */
    public String awaitReady() throws InterruptedException {
        return await("ready").fact("name");
    }

    /** Waits until it has halted at this point. */
    public void awaitAt(Point point) throws InterruptedException {
        await("at", event -> event.fact("point").equals(point.name()));
    }

    /** Gives it an order, such as {@code go}. */
    public Actor order(String line) {
        try {
            var in = process.getOutputStream();
            in.write((line + '\n').getBytes(StandardCharsets.UTF_8));
            in.flush();
            return this;
        } catch (IOException e) {
            throw new Stuck(Invariant.I9, this + " takes no orders any more: " + errors());
        }
    }

    /** SIGKILL, which is a fault; returns when the process is gone. */
    public void kill() throws InterruptedException {
        fault("kill");
        process.destroyForcibly();
        exitCode();
    }

    /** SIGSTOP, which is a fault. */
    public void freeze() throws InterruptedException {
        fault("stop");
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws InterruptedException {
        signal("CONT");
    }

    /** SIGTERM: the worker hands back what it holds. */
    public void terminate() throws InterruptedException {
        signal("TERM");
    }

    /** Notes that something is done to it, so that it may lose claims from now on. */
    public void fault(String what) {
        conductor.say("fault what=" + what + " on=" + name);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    public int exitCode() throws InterruptedException {
        Duration limit = patience.compareTo(LIMIT) < 0 ? patience : LIMIT;
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            throw new Stuck(Invariant.I9, this + " still runs after " + limit.toSeconds() + " s");
        }
        return process.exitValue();
    }

    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return "(its errors cannot be read: " + e + ")";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ")";
    }

    private void signal(String signal) throws InterruptedException {
        try {
            int code = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + signal + " " + process.pid() + " failed with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
