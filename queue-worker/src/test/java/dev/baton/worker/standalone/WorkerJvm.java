package dev.baton.worker.standalone;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The real JAR in a JVM of its own, as a person starts it. */
final class WorkerJvm implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    /**
     * A build in the background of a script, or under nohup, ignores SIGINT or SIGHUP, and what it starts would too, no
     * shell can change that. GNU env can.
     */
    private static final List<String> ENV = List.of("env", "--default-signal=INT,HUP");

    private static final boolean HAS_ENV = runs(ENV);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private WorkerJvm(Process process) {
        this.process = process;
        readers = List.of(read(process.inputReader(), out), read(process.errorReader(), err));
    }

    static WorkerJvm start(Map<String, String> environment, String... arguments) throws IOException {
        String jar = System.getProperty("baton.standalone.jar");
        var words = new ArrayList<>(HAS_ENV ? ENV : List.of());
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-Xmx256m", "-jar", String.valueOf(jar)));
        words.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().putAll(environment);
        return new WorkerJvm(builder.start());
    }

    static WorkerJvm start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    /** The rest of the first line of stdout that starts with {@code name}. */
    String line(String name) {
        return await().atMost(START)
                .until(
                        () -> {
                            var found = out.stream()
                                    .filter(line -> line.startsWith(name))
                                    .findFirst();
                            if (found.isEmpty() && !process.isAlive()) {
                                throw new IllegalStateException("no line " + name + ": " + out + err);
                            }
                            return found.map(
                                    line -> line.substring(name.length()).strip());
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
    }

    int exitCode() throws Exception {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running: " + out + err);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    List<String> out() {
        return out;
    }

    List<String> err() {
        return err;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static boolean runs(List<String> words) {
        try {
            return new ProcessBuilder(words)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Thread read(BufferedReader stream, List<String> lines) {
        var thread = new Thread(() -> {
            try (stream) {
                String line;
                while ((line = stream.readLine()) != null) {
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
