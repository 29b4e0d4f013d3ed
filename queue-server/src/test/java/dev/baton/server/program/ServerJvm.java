package dev.baton.server.program;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server in a JVM of its own, with a home of its own, as a person starts it. */
final class ServerJvm implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();

    private ServerJvm(Process process) {
        this.process = process;
        read(process.inputReader(), out);
        read(process.errorReader(), err);
    }

    static ServerJvm start(Path home, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("server"));
        words.addAll(List.of(arguments));
        return startCommand(home, words.toArray(String[]::new));
    }

    /** Any command of the server's program. */
    static ServerJvm startCommand(Path home, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Server.class.getName()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_") || name.startsWith("XDG_"));
        builder.environment().put("HOME", home.toString());
        return new ServerJvm(builder.start());
    }

    private static void read(BufferedReader reader, List<String> into) {
        Thread thread = new Thread(() -> {
            try (reader) {
                reader.lines().forEach(into::add);
            } catch (IOException | UncheckedIOException e) {
                into.add("(" + e + ")"); // it ended in the midst of a line
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** The rest of the first line of stdout that starts with {@code name}. */
    String line(String name) {
        return await().atMost(START)
                .until(
                        () -> {
                            Optional<String> found = out.stream()
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

    int tcpPort() {
        return port(line("tcp"));
    }

    int httpPort() {
        return port(line("http"));
    }

    private static int port(String line) {
        String address = line.substring(0, line.indexOf(','));
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    List<String> err() {
        return err;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running: " + out + err);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
