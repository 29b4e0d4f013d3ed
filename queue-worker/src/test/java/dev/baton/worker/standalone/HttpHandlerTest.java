package dev.baton.worker.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.model.Limits;
import dev.baton.model.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpHandlerTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server = newServer();
    private Answer answer = exchange -> exchange.sendResponseHeaders(204, -1);

    private record Seen(String method, String path, Map<String, List<String>> headers, String body) {}

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void postsThePayloadWithTheFactsOfTheJob() throws Exception {
        assertThat(post("{\"to\":\"Ada\"}")).isEqualTo(Outcome.done());
        var request = seen.take();
        assertThat(request.method).isEqualTo("POST");
        assertThat(request.path).isEqualTo("/jobs?x=1");
        assertThat(request.body).isEqualTo("{\"to\":\"Ada\"}");
        assertThat(header(request, "Content-type")).isEqualTo("application/json");
        assertThat(header(request, "Idempotency-key")).isEqualTo("order-42");
        assertThat(header(request, "Baton-job-id")).isEqualTo("order-42");
        assertThat(header(request, "Baton-queue")).isEqualTo("emails");
        assertThat(header(request, "Baton-type")).isEqualTo("welcome");
        assertThat(header(request, "Baton-attempt")).isEqualTo("1");
        assertThat(header(request, "Baton-fence")).isEqualTo("1732240000123456");
        assertThat(header(request, "Baton-tags")).isEqualTo("blue,vip");
        assertThat(header(request, "Authorization")).isEqualTo("Basic YWRhOnB3");
        assertThat(request.headers).doesNotContainKey("Upgrade");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{\"a\":1}|{\"a\":1}",
                "application/problem+json; charset=utf-8|[1]|[1]",
                "Application/JSON|7|7",
                "application/json|no json|none",
                "text/plain|{\"a\":1}|none",
            })
    void aJsonBodyIsTheResult(String contentType, String body, String result) throws Exception {
        answer = exchange -> send(exchange, 201, contentType, body.getBytes(UTF_8));
        var outcome = (Outcome.Done<byte[]>) post("{}");
        assertThat(outcome.result() == null ? "none" : new String(outcome.result(), UTF_8))
                .isEqualTo(result);
    }

    @Test
    void ofATooLongBodyOnlyAsMuchIsReadAsShowsThatItIs() throws Exception {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            byte[] block = new byte[65_536];
            // Without end: it stops when the client hangs up.
            while (true) {
                out.write(block);
            }
        };
        var outcome = (Outcome.Done<byte[]>) post("{}");
        assertThat(outcome.result()).hasSize(Limits.RESULT_BYTES + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429|120|PT2M",
                "503|0|PT0S",
                "503|Sun, 22 Nov 2026 12:00:30 GMT|PT30S",
                "503|Sun, 22 Nov 2026 11:00:00 GMT|PT0S",
                "429|99999999999999999999|PT24H",
                "429|31536000|PT24H",
            })
    void aBusyServerSaysWhenToComeBack(int status, String retryAfter, Duration wait) throws Exception {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            send(exchange, status, "text/plain", "busy".getBytes(UTF_8));
        };
        var outcome = (Outcome.RetryAfter<byte[]>) post("{}");
        assertThat(outcome.delay()).isEqualTo(wait);
        assertThat(outcome.reason()).isEqualTo("POST " + url("/jobs") + " answered " + status + ": busy");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void aServerInTroubleFailsTheAttempt(int status) {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", status == 429 ? "soon" : "");
            send(exchange, status, "text/plain", "out of\u001b[31m order\n".getBytes(UTF_8));
        };
        assertThatThrownBy(() -> post("{}"))
                .isInstanceOf(HttpHandler.RequestFailed.class)
                .hasMessage("POST " + url("/jobs") + " answered " + status + ": out of\\u001b[31m order");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 410, 422})
    void aRefusalBuriesTheJob(int status) throws Exception {
        answer = exchange -> send(exchange, status, "text/plain", "no".getBytes(UTF_8));
        assertThat(post("{}")).isEqualTo(Outcome.dead("POST " + url("/jobs") + " answered " + status + ": no"));
    }

    @Test
    void aRedirectIsNotFollowed() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Location", url("/elsewhere"));
            exchange.sendResponseHeaders(307, -1);
        };
        assertThatThrownBy(() -> post("{}"))
                .hasMessage("POST " + url("/jobs") + " answered 307, a redirect to \"" + url("/elsewhere")
                        + "\", which is not followed");
        assertThat(seen).hasSize(1);
    }

    @Test
    void noServerFailsTheAttempt() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var handler = handler("http://127.0.0.1:" + free + "/");
        assertThatThrownBy(() -> handler.handle("{}".getBytes(UTF_8), JobFacts.ofType("welcome")))
                .isInstanceOf(HttpHandler.RequestFailed.class)
                .hasMessageStartingWith("POST http://127.0.0.1:" + free + "/ failed: ");
    }

    @Test
    void theTimeOutOfTheJobEndsTheRequest() {
        var never = new CountDownLatch(1);
        answer = exchange -> awaitQuietly(never);
        var handler = handler(url("/jobs"));
        var facts = JobFacts.ofType("welcome").withTimeLeft(Duration.ofMillis(200));
        assertThatThrownBy(() -> handler.handle("{}".getBytes(UTF_8), facts))
                .hasMessage("POST " + url("/jobs") + " had no answer within 200ms");
        never.countDown();
    }

    @Test
    void anInterruptEndsTheRequest() throws Exception {
        var never = new CountDownLatch(1);
        answer = exchange -> awaitQuietly(never);
        var ended = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> {
            try {
                post("{}");
            } catch (Throwable e) {
                ended.complete(e);
            }
        });
        thread.start();
        seen.take();
        thread.interrupt();
        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        never.countDown();
    }

    private Outcome<byte[]> post(String payload) throws Exception {
        return handler("http://ada:pw@" + url("/jobs?x=1").substring("http://".length()))
                .handle(payload.getBytes(UTF_8), JobFacts.ofType("welcome"));
    }

    private static HttpHandler handler(String url) {
        return new HttpHandler(HttpTarget.parse(url), Duration.ofMinutes(1), NOON);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static String header(Seen request, String name) {
        return String.join(",", request.headers.getOrDefault(name, List.of()));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
