package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.model.JobType;
import dev.baton.server.load.LoadCommand;
import dev.baton.server.tls.TestCertificate;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.program.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a certificate. */
@WithRedis
class TlsTest {
    @TempDir
    private static Path home;

    private static TestCertificate certificate;

    private OpenDoor door;

    @BeforeAll
    static void make() throws Exception {
        certificate = TestCertificate.make(home, "door", "RSA");
    }

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(
                redis,
                settings -> settings.withTls(Optional.of(certificate.shown()))
                        .withLimits(settings.limits().withTimes(Duration.ofSeconds(30), Duration.ofSeconds(2))));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private HttpResponse<String> post(HttpClient client, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + door.port() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificate.trusted().context())
                .build();
    }

    private static final String JOB = "{\"type\":\"welcome\",\"payload\":1}";

    @Test
    void answersWhoTrustsItAndNobodyElse() throws Exception {
        assertThat(post(client(), "/api/v1/queues/emails/jobs", JOB).statusCode())
                .isEqualTo(201);
        assertThatThrownBy(() -> post(HttpClient.newHttpClient(), "/api/v1/queues/emails/jobs", JOB))
                .isInstanceOf(IOException.class);
        assertThat(Wire.say(door.port(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .doesNotContain("200");
    }

    @Test
    void aPageWithoutTlsIsAStranger() throws Exception {
        String own = "localhost:" + door.port();
        assertThat(post(client(), "/api/v1/queues/emails/jobs", JOB, "Origin", "https://" + own)
                        .statusCode())
                .isEqualTo(201);
        assertThat(post(client(), "/api/v1/queues/emails/jobs", JOB, "Origin", "http://" + own)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aConnectionInUseOutlivesTheTimeForOneRequest() throws Exception {
        try (Socket socket = secure()) {
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (System.nanoTime() < end) {
                socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(until(socket, "\"ok\"}")).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void whoLeavesWhileHeWaitsIsClaimedNothingFor() throws Exception {
        try (Socket socket = secure()) {
            socket.getOutputStream()
                    .write(
                            "POST /api/v1/queues/emails/claim?wait=30 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(ISO_8859_1));
        }
        // Looked for every quarter of a second; a job that comes within that may be claimed for who is gone.
        var queue = door.baton().queue("emails");
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    String id = queue.enqueue(JobType.of("welcome", Integer.class), 1)
                            .id();
                    return queue.find(id).orElseThrow().status().word().equals("pending")
                            && queue.stats().pending() > 0;
                });
        assertThat(queue.stats().inProgress()).isLessThan(2);
    }

    @Test
    void aCrowdComesToo() {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new LoadCommand(Map.of())
                .run(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        "--over",
                        "rest",
                        "--at",
                        "localhost:" + door.port(),
                        "--tls-ca",
                        certificate.certificate().toString(),
                        "--clients",
                        "5",
                        "--jobs",
                        "50");
        assertThat(code).as(err.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8)).contains("50 completed, 0 lost");
    }

    private Socket secure() throws IOException {
        Socket socket = certificate
                .trusted()
                .over(new Socket("127.0.0.1", door.port()), new HostPort("127.0.0.1", door.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String until(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
