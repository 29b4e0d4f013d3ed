package dev.baton.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * Runs a peer as a child of the conductor. The first line of stdin is the address of Redis (not an argument: it may hold a
 * password, and arguments are public). Then a line is one request, and is answered by one line on stdout:
 *
 * <pre>
 * enqueue QUEUE JOBS CALLERS                    ok seconds=1.25
 * bulk QUEUE JOBS                               ok seconds=0.5
 * drain QUEUE JOBS CONCURRENCY                  ok seconds=2.5
 * latency QUEUE JOBS PER_SECOND CONCURRENCY     ok start.p50=812.0 start.p99=2034.5
 * </pre>
 *
 * or {@code failed}, and why. {@code ready VERSION} comes first. The end of stdin is the end of the program, whatever it
 * is busy with: without a conductor there is no Redis either.
 */
public final class PeerProgram {
    private PeerProgram() {}

    /** Serves requests until stdin ends, which ends the JVM. */
    public static void serve(Function<String, Peer> on) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what a library prints is no answer
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(requests), "requests");
        reader.setDaemon(true);
        reader.start();
        try {
            Peer peer = on.apply(requests.take());
            answers.println("ready " + peer.version());
            while (true) {
                answers.println(answer(peer, requests.take().split(" ")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void read(BlockingQueue<String> requests) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                requests.add(line);
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(0);
    }

    private static String answer(Peer peer, String... words) {
        try {
            String queue = words[1];
            int jobs = Integer.parseInt(words[2]);
            return "ok "
                    + switch (words[0]) {
                        case "enqueue" -> "seconds=" + peer.enqueue(queue, jobs, Integer.parseInt(words[3]));
                        case "bulk" -> "seconds=" + peer.enqueueInBulk(queue, jobs);
                        case "drain" -> "seconds=" + peer.drain(queue, jobs, Integer.parseInt(words[3]));
                        case "latency" ->
                            peer.latencies(queue, jobs, Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                        default -> throw new IllegalArgumentException("There is no request " + words[0]);
                    };
        } catch (Exception | LinkageError e) {
            e.printStackTrace(); // the log of this peer
            return "failed " + String.valueOf(e).replaceAll("\\s+", " ");
        }
    }
}
