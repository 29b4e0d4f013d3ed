package dev.baton.server.client;

import dev.baton.worker.program.ProgramFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Sends lines as they come, and prints answers as they come. It hangs up only after the last answer: the door would not wait
 * for a job for one that has ended its side.
 */
final class Script {
    /** Requests on their way; more would only fill memory. */
    private static final int UNDER_WAY = 1000;

    private final Wire wire;
    private final PrintStream out;
    private long sent;
    private long answered;
    private boolean hungUp;
    private boolean saidGoodbye;

    Script(Wire wire, PrintStream out) {
        this.wire = wire;
        this.out = out;
    }

    /** @throws ProgramFailure if the connection ended before the last answer */
    void run(InputStream in) throws IOException, InterruptedException {
        Thread printing = new Thread(this::print, "baton-client-answers");
        printing.setDaemon(true);
        printing.start();
        sendAll(in);
        awaitUnderWay(0);
        if (!isAnswered()) {
            throw new ProgramFailure("The connection ended before everything was answered");
        }
    }

    private void sendAll(InputStream in) throws IOException, InterruptedException {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isBlank()) {
                continue; // which nobody answers
            }
            if (!awaitUnderWay(UNDER_WAY - 1)) {
                return;
            }
            countSent();
            try {
                wire.send(line);
            } catch (IOException e) {
                return; // answers that came before it broke are still to be printed
            }
        }
    }

    private synchronized void countSent() {
        sent++;
    }

    /** False if the door has hung up. */
    private synchronized boolean awaitUnderWay(int most) throws InterruptedException {
        while (sent - answered > most && !hungUp) {
            wait();
        }
        return !hungUp;
    }

    /** After a goodbye, nobody expects an answer to what was sent behind it. */
    private synchronized boolean isAnswered() {
        return saidGoodbye || answered >= sent;
    }

    private void print() {
        try {
            for (Optional<String> line = wire.receive(); line.isPresent(); line = wire.receive()) {
                out.println(Shown.line(line.get()));
                count(line.get().equals(Shown.GOODBYE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private synchronized void count(boolean goodbye) {
        answered++;
        saidGoodbye = goodbye;
        notifyAll();
    }

    private synchronized void end() {
        hungUp = true;
        notifyAll();
    }
}
