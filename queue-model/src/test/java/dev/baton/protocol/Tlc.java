package dev.baton.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tlc2.TLC;

/**
 * Runs the model checker TLC: each time a JVM of its own, for TLC keeps its state in statics, with a heap that is bounded,
 * and with one worker and one choice of fingerprints, so that the same is counted everywhere.
 */
final class Tlc {
    private static final Path MODEL = Path.of("..", "docs", "protocol", "JobQueue.tla");
    private static final Path RUNS = Path.of("target", "model");

    private Tlc() {}

    static Verdict run(Check check) throws IOException, InterruptedException {
        Path here = Files.createDirectories(RUNS.resolve(check.name()));
        Files.copy(MODEL, here.resolve("JobQueue.tla"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(here.resolve("JobQueue.cfg"), check.configuration(), UTF_8);
        Path log = here.resolve("log.txt");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command())
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(check.most().toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "The check " + check.name() + " was not over after " + check.most() + "; see " + log);
            }
        } finally {
            process.destroyForcibly();
        }
        long seconds =
                Duration.ofNanos(System.nanoTime() - began).plusMillis(500).toSeconds();
        return Verdict.read(Files.readString(log, UTF_8), seconds);
    }

    private static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx3g",
                "-XX:+UseSerialGC",
                "-cp",
                jar(),
                "tlc2.TLC",
                "-workers",
                "1",
                "-fp",
                "0",
                "-nowarning",
                "JobQueue");
    }

    private static String jar() {
        try {
            return Path.of(TLC.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
