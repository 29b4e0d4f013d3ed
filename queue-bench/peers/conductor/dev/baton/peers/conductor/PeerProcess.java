package dev.baton.peers.conductor;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A peer that runs. It lives for the whole comparison, so that what a JIT compiler has learned is kept as in a service,
 * but has no connection between two requests. Used by one thread.
 */
final class PeerProcess implements AutoCloseable {
    /** More than a peer gives itself. */
    private static final int LONGEST_MINUTES = 40;

    private static final String FINE = "ok ";
    private static final String READY = "ready ";

    private final Candidate candidate;
    private final Process process;
    private final Thread reaper;
    private final PrintWriter requests;
    private final BufferedReader answers;
    private final Path log;
    private final String version;

    private PeerProcess(Candidate candidate, Process process, Path log, String redis) throws PeerFailure {
        this.candidate = candidate;
        this.process = process;
        this.log = log;
        reaper = new Thread(process::destroyForcibly, "reaper of " + candidate.word());
        Runtime.getRuntime().addShutdownHook(reaper);
        requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = process.inputReader(StandardCharsets.UTF_8);
        String ready = ask(redis);
        if (!ready.startsWith(READY)) {
            throw failure("it said \"" + ready + "\"");
        }
        version = ready.substring(READY.length());
    }

    static PeerProcess start(Candidate candidate, List<String> command, Path log, String redis)
            throws IOException, PeerFailure {
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try {
            return new PeerProcess(candidate, process, log, redis);
        } catch (PeerFailure e) {
            process.destroyForcibly();
            throw e;
        }
    }

    Candidate candidate() {
        return candidate;
    }

    String version() {
        return version;
    }

    /** Waits for the figures that the peer gives. */
    Map<String, Double> request(Object... words) throws PeerFailure {
        String line = String.join(" ", Arrays.stream(words).map(String::valueOf).toList());
        String answer = ask(line);
        if (!answer.startsWith(FINE)) {
            throw failure("\"" + line + "\" " + answer);
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String pair : answer.substring(FINE.length()).split(" ")) {
            String[] nameAndValue = pair.split("=", 2);
            figures.put(nameAndValue[0], Double.valueOf(nameAndValue[1]));
        }
        return Collections.unmodifiableMap(figures);
    }

    private String ask(String line) throws PeerFailure {
        requests.println(line);
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::read);
        try {
            return answer.get(LONGEST_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw failure("it ended by itself");
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw failure("it gave no answer within " + LONGEST_MINUTES + " minutes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the comparison was interrupted");
        }
    }

    private String read() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new EOFException();
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PeerFailure failure(String what) {
        return new PeerFailure(candidate.word() + " is out of the race: " + what + "; see " + log);
    }

    /** The end of its stdin tells it to go. */
    @Override
    public void close() throws InterruptedException {
        requests.close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Runtime.getRuntime().removeShutdownHook(reaper);
    }
}
