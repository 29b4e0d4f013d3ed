package dev.baton.worker.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A worker in a JVM of its own. What it says is appended to a file, which is its event log. */
final class WorkerProcess implements AutoCloseable {
    /** A JVM on a busy machine takes its time; nothing here is a measurement. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a {@link FaultWorker}; {@link #awaitReady()} says when it is there. */
    static WorkerProcess start(WorkerPlan plan, Path log) throws IOException {
        return start(FaultWorker.class.getName(), plan.words(), log);
    }

    static WorkerProcess start(String mainClass, List<String> arguments, Path log) throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        words.addAll(arguments);
        Files.createFile(log);
        var builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.redirectError(errors(log).toFile());
        return new WorkerProcess(builder.start(), log);
    }

    private static Path errors(Path log) {
        return log.resolveSibling(log.getFileName() + ".err");
    }

    List<Event> events() {
        return Event.read(log);
    }

    /** Waits for an event of this kind. */
    Event await(String kind) {
        return await(kind, event -> true);
    }

    /** Waits for an event of this kind that fits. */
    Event await(String kind, Predicate<Event> fits) {
        return Awaitility.await("an event " + kind + " of " + this)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> {
                            boolean over = !process.isAlive();
                            var found = events().stream()
                                    .filter(event -> event.kind().equals(kind) && fits.test(event))
                                    .findFirst();
                            if (found.isEmpty() && over) {
                                throw new IllegalStateException("No event " + kind + " came from " + this + ": "
                                        + Files.readString(errors(log)));
                            }
                            return found;
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until it works, and gives its name in Redis. */
    String awaitReady() {
        return await("ready").fact("name");
    }

    /** Waits until it has halted at this point. */
    void awaitAt(Point point) {
        await("at", event -> event.fact("point").equals(point.name()));
    }

    /** Gives it an order, such as {@code go}. */
    void order(String line) throws IOException {
        var in = process.getOutputStream();
        in.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    /** STOP, CONT or TERM. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill -" + name + " " + process.pid() + " failed with " + code);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(this + " still runs after " + LIMIT);
        }
        return process.exitValue();
    }

    String errors() throws IOException {
        return Files.readString(errors(log));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "the worker process " + process.pid() + " (" + log.getFileName() + ")";
    }
}
