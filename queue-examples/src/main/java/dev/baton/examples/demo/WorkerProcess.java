package dev.baton.examples.demo;

import dev.baton.model.Printable;
import dev.baton.worker.program.ProgramFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A worker process as the demo sees it: started from the same class path, stopped by a word, killed by a signal. */
final class WorkerProcess {
    /** The environment variable that brings it the URI of Redis: command lines are seen by everybody. */
    static final String REDIS = "BATON_DEMO_REDIS";

    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 15;

    private final int number;
    private final Process process;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private volatile boolean killed;

    private WorkerProcess(int number, Process process, Consumer<String> said) {
        this.number = number;
        this.process = process;
        follow(process.inputReader(StandardCharsets.UTF_8), line -> ready.complete(line.equals(DemoWorker.READY)));
        follow(process.errorReader(StandardCharsets.UTF_8), line -> said.accept("worker " + number + "  " + line));
        process.onExit().thenAccept(ended -> ready.complete(false));
    }

    /** @param said is told what it writes to stderr, line by line */
    static WorkerProcess start(int number, String redis, String queue, Path output, Consumer<String> said) {
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Dbaton.log.level=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                DemoWorker.class.getName(),
                queue,
                output.toString(),
                String.valueOf(number)));
        builder.environment().put(REDIS, redis);
        try {
            return new WorkerProcess(number, builder.start(), said);
        } catch (IOException e) {
            throw new ProgramFailure("Worker " + number + " cannot be started: " + e.getMessage(), e);
        }
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether {@link #kill} ended it. */
    boolean isKilled() {
        return killed;
    }

    void awaitReady() throws InterruptedException {
        try {
            if (!ready.get(START_SECONDS, TimeUnit.SECONDS)) {
                throw new ProgramFailure("Worker " + number + " (process " + pid() + ") ended before it was ready");
            }
        } catch (TimeoutException e) {
            throw new ProgramFailure("Worker " + number + " was not ready within " + START_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new ProgramFailure("Worker " + number + " cannot be read from", e);
        }
    }

    /** Freezes it, so that what it holds stays what it is. */
    void suspend() throws InterruptedException {
        signal("STOP");
    }

    void resume() throws InterruptedException {
        signal("CONT");
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        killed = true;
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop; {@link #awaitStop} waits for that. */
    void askToStop() {
        try (var stdin = process.getOutputStream()) {
            stdin.write(DemoWorker.STOP.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    /** Waits until it is gone, and helps after a while. */
    void awaitStop() throws InterruptedException {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            destroy();
        }
    }

    /** SIGKILL, without waiting: for the end of a demo that was interrupted. */
    void destroy() {
        process.destroyForcibly();
    }

    private void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new ProgramFailure("SIG" + name + " cannot be sent to worker " + number, e);
        }
    }

    private void follow(BufferedReader stream, Consumer<String> lines) {
        var thread = new Thread(
                () -> {
                    try (stream) {
                        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                            lines.accept(Printable.line(line, 400));
                        }
                    } catch (IOException e) {
                        // Its end closes the pipe, which is nothing to tell.
                        ready.complete(false);
                    }
                },
                "baton-demo-worker-" + number);
        thread.setDaemon(true);
        thread.start();
    }
}
