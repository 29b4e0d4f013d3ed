package dev.baton.worker.standalone;

import dev.baton.JobContext;
import dev.baton.RawHandler;
import dev.baton.WorkerBuilder;
import dev.baton.model.Limits;
import dev.baton.model.Outcome;
import dev.baton.model.Printable;
import dev.baton.worker.program.DurationText;
import dev.baton.worker.program.Failures;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Does a job by a POST: see docs/worker.md for the headers and for what each answer means. */
final class HttpHandler implements RawHandler, Handlers {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int TOLD_CHARACTERS = 500;

    private final HttpTarget target;
    private final Duration longestWait;
    private final Clock clock;
    // HTTP/1.1: the attempt to upgrade a plain connection to HTTP/2 costs every server a header it may not know.
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    /**
     * @param longestWait bound of a request whose job has no time-out, or a longer one
     * @param clock tells how far away the date of a Retry-After is
     */
    HttpHandler(HttpTarget target, Duration longestWait, Clock clock) {
        this.target = target;
        this.longestWait = longestWait;
        this.clock = clock;
    }

    @Override
    public Outcome<byte[]> handle(byte[] payload, JobContext context) throws Exception {
        Duration timeLeft = context.timeLeft();
        Duration wait = timeLeft.compareTo(longestWait) < 0 ? timeLeft : longestWait;
        // A time-out of zero is no time-out to the client; the runtime is about to interrupt us anyway.
        wait = wait.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : wait;
        return outcome(send(request(payload, context, wait), wait));
    }

    @Override
    public void register(WorkerBuilder worker) {
        worker.handleOthers(this);
    }

    /** Nothing to do: the client ends with its last request. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "http POST " + target;
    }

    private HttpRequest request(byte[] payload, JobContext context, Duration wait) {
        var request = HttpRequest.newBuilder(target.uri())
                .timeout(wait)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, */*;q=0.1")
                .header("Idempotency-Key", context.jobId())
                .header("Baton-Job-Id", context.jobId())
                .header("Baton-Queue", context.queue())
                .header("Baton-Type", context.type())
                .header("Baton-Attempt", Integer.toString(context.attempt()))
                .header("Baton-Fence", Long.toString(context.fence()))
                .header("Baton-Tags", String.join(",", context.tags()))
                .header("Baton-Enqueued-At", context.enqueuedAt().toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(payload));
        target.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private HttpResponse<byte[]> send(HttpRequest request, Duration wait) throws RequestFailed, InterruptedException {
        try {
            return client.send(request, info -> new BoundedBody(Limits.RESULT_BYTES));
        } catch (HttpTimeoutException e) {
            throw new RequestFailed("POST " + target + " had no answer within " + DurationText.format(wait));
        } catch (IOException e) {
            throw new RequestFailed("POST " + target + " failed: " + Failures.sentence(e));
        }
    }

    private Outcome<byte[]> outcome(HttpResponse<byte[]> answer) throws RequestFailed {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return Outcome.done(isResult(answer) ? answer.body() : null);
        }
        String told = told(answer);
        if (status == 429 || status == 503) {
            Optional<Duration> wait = answer.headers().firstValue("Retry-After").flatMap(this::parseWait);
            if (wait.isPresent()) {
                return Outcome.retryAfter(wait.get(), told);
            }
        } else if (status >= 400 && status < 500 && status != 408) {
            return Outcome.dead(told);
        }
        throw new RequestFailed(told);
    }

    private Optional<Duration> parseWait(String header) {
        return RetryAfterHeader.parse(header, clock);
    }

    /** A body that is too long goes on as one: the runtime drops it, and the job says so. */
    private static boolean isResult(HttpResponse<byte[]> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        String essence = type.split(";", 2)[0].strip();
        boolean sayJson = essence.equals("application/json") || essence.endsWith("+json");
        return sayJson && (answer.body().length > Limits.RESULT_BYTES || JsonText.isJson(answer.body()));
    }

    private String told(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        String said = "POST " + target + " answered " + status;
        if (status >= 300 && status < 400) {
            String location = answer.headers().firstValue("Location").orElse("nowhere");
            return said + ", a redirect to " + Printable.quote(location) + ", which is not followed";
        }
        byte[] body = answer.body();
        int length = Math.min(body.length, 4 * TOLD_CHARACTERS);
        String text = new String(body, 0, length, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? said : said + ": " + Printable.line(text, TOLD_CHARACTERS);
    }

    /** An attempt that failed; where in this class that was noticed is of no interest to anybody. */
    static final class RequestFailed extends Exception {
        private static final long serialVersionUID = 1L;

        RequestFailed(String message) {
            super(message, null, false, false);
        }
    }
}
