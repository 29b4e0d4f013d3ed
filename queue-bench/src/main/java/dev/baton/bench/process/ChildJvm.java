package dev.baton.bench.process;

import dev.baton.worker.program.ProgramFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM of the benchmark's, on the same class path: it is told words, and answers in lines. It ends with this one. */
public final class ChildJvm implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String GONE = "";
    private static final String LOGGING = "dev/baton/bench/process/logback-child.xml";

    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final String about;

    private ChildJvm(Process process, String about) {
        this.process = process;
        this.about = about;
        Thread reader = new Thread(this::read, "bench-" + about);
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns when it is connected to this Redis and says so. Its memory is bounded as that of a small container. */
    static ChildJvm start(Class<?> main, String redis, List<String> arguments) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dlogback.configurationFile=" + LOGGING,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(ParentJvm.REDIS, redis); // an address may hold a password
        String about = main.getSimpleName();
        try {
            ChildJvm child = new ChildJvm(builder.start(), about);
            child.await(ParentJvm.READY, START);
            return child;
        } catch (IOException e) {
            throw new ProgramFailure("No JVM can be started for a " + about + ": " + e.getMessage(), e);
        }
    }

    /** Says a word to it. */
    void tell(String word) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((word + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new ProgramFailure(this + " ended before it was told to", e);
        }
    }

    /** Waits for a line that begins with this word, and gives the words behind it. */
    List<String> await(String word, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            String line = said.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new ProgramFailure(this + " did not say \"" + word + "\" within " + limit);
            }
            if (line.equals(GONE)) {
                throw new ProgramFailure(this + " ended before it said \"" + word + "\"");
            }
            List<String> words = List.of(line.split(" ", -1));
            if (words.get(0).equals(word)) {
                return words.subList(1, words.size());
            }
        }
    }

    private void read() {
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add(GONE); // its end closed the pipe
        }
        said.add(GONE);
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "The " + about + " in process " + process.pid();
    }
}
