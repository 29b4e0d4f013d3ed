package dev.baton.server.load;

import dev.baton.json.JacksonCodec;
import dev.baton.model.Printable;
import dev.baton.server.figures.Latencies;
import dev.baton.server.tls.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A crowd at the HTTP door. No client holds a thread while it waits for an answer. */
final class RestCrowd implements Crowd {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Longer than the wait of a claim. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final int NO_CONTENT = 204;
    private static final int TOO_MANY = 429;

    private final LoadRun run;
    private final URI base;
    private final JacksonCodec codec = new JacksonCodec();
    private final HttpClient http;
    private final ScheduledThreadPoolExecutor timer = Timers.one();
    /** As many as can run; the client's own choice is a thread for each answer that is under way. */
    private final ExecutorService hands =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                Thread thread = new Thread(task, "baton-load-rest");
                thread.setDaemon(true);
                return thread;
            });

    /** What a claim is answered with. */
    record Claimed(@Nullable List<Job> jobs) {
        /** One of its jobs. */
        record Job(@Nullable String token, @Nullable Object payload) {}
    }

    RestCrowd(LoadRun run) {
        this.run = run;
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(hands);
        run.plan().tls().ifPresent(tls -> client.sslContext(tls.context()));
        http = client.build();
        base = URI.create((run.plan().tls().isPresent() ? "https://" : "http://")
                + run.plan().door() + "/api/v1/");
    }

    @Override
    public void gather() {
        for (int i = 0; i < run.plan().clients(); i++) {
            run.arrived(this::nextJob);
        }
    }

    private void nextJob() {
        int number = run.nextNumber();
        if (number < 0) {
            run.left();
            return;
        }
        timer.schedule(() -> enqueue(number), run.delayNanos(number), TimeUnit.NANOSECONDS);
    }

    private void enqueue(int number) {
        run.ledger().begun(number);
        post(queue("jobs"), "{\"type\":\"load\",\"payload\":" + number + "}", run.enqueues(), answer -> {
            run.ledger().enqueued(number);
            claim();
        });
    }

    private void claim() {
        post(queue("claim?max=1&wait=10&lease=60"), "", run.claims(), answer -> {
            Claimed claimed = answer.length == 0 ? new Claimed(null) : codec.decode(answer, Claimed.class);
            List<Claimed.Job> jobs = claimed == null ? null : claimed.jobs();
            if (jobs == null || jobs.isEmpty()) {
                claim(); // as many are enqueued as are claimed, so there will be one
            } else {
                run.ledger().claimed();
                complete(jobs.get(0));
            }
        });
    }

    private void complete(Claimed.Job job) {
        post("claims/" + job.token() + "/complete", "", run.ends(), answer -> {
            run.ledger().completed(String.valueOf(job.payload()));
            nextJob();
        });
    }

    private String queue(String rest) {
        return "queues/" + run.plan().queue() + "/" + rest;
    }

    /** Sends a request, again after a while if the door asks for patience; whoever fails otherwise leaves. */
    private void post(String path, String body, Latencies latencies, Consumer<byte[]> then) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWER)
                .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        run.plan().key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        long askedNanos = System.nanoTime();
        CompletableFuture<Void> unused = http.sendAsync(request.build(), BodyHandlers.ofByteArray())
                .thenAccept(answer -> {
                    if (answer.statusCode() == TOO_MANY) {
                        run.ledger().slowed();
                        timer.schedule(() -> post(path, body, latencies, then), 1, TimeUnit.SECONDS);
                        return;
                    }
                    requireFine(path, answer);
                    if (answer.statusCode() != NO_CONTENT) {
                        latencies.add(System.nanoTime() - askedNanos);
                    }
                    then.accept(answer.body());
                })
                .exceptionally(failure -> {
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    run.ledger()
                            .error(
                                    cause instanceof IOException
                                            ? "no answer: " + ClientTls.reason(cause)
                                            : cause.toString());
                    run.left();
                    return null;
                });
    }

    private static void requireFine(String path, HttpResponse<byte[]> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("the answer to " + path.replaceAll("claims/[^/]*", "claims/…") + " is "
                    + answer.statusCode() + ": "
                    + Printable.line(new String(answer.body(), StandardCharsets.UTF_8), 300));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        hands.shutdownNow();
    }
}
