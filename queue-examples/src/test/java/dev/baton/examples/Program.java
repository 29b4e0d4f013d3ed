package dev.baton.examples;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A main in a JVM of its own, as a person starts it, and what it prints. */
public final class Program implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private Program(Process process) {
        this.process = process;
        readers = List.of(
                follow(process.inputReader(StandardCharsets.UTF_8), out),
                follow(process.errorReader(StandardCharsets.UTF_8), err));
    }

    /** @param main name of the main class */
    public static Program start(String main, String... arguments) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dbaton.redis.servers=" + System.getProperty("baton.redis.servers", ""),
                "-cp",
                System.getProperty("java.class.path"),
                main));
        words.addAll(List.of(arguments));
        return start(new ProcessBuilder(words));
    }

    public static Program start(ProcessBuilder builder) throws IOException {
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        return new Program(builder.start());
    }

    /** Waits for the end. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running: " + out + err);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    /** Waits for a line of either output that starts with {@code start}, and gives it. */
    public String line(String start) {
        return await()
                .atMost(LONGEST)
                .until(() -> find(start), found -> !found.isEmpty() || !process.isAlive())
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line " + start + ": " + out + err));
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
    }

    public Process process() {
        return process;
    }

    public List<String> out() {
        return out;
    }

    public List<String> err() {
        return err;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private List<String> find(String start) {
        var all = new ArrayList<>(out);
        all.addAll(err);
        return all.stream().filter(line -> line.startsWith(start)).toList();
    }

    private static Thread follow(BufferedReader stream, List<String> lines) {
        var thread = new Thread(() -> {
            try (stream) {
                for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("(ended: " + e.getMessage() + ")");
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
