package dev.baton.server.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.server.tls.TestCertificate;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole server, with a Redis of its own, killed and started again. */
@Timeout(240)
class ServerProgramTest {
    @TempDir
    private Path home;

    private static List<String> talk(int port, String... lines) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(UTF_8));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < lines.length; i++) {
                answers.add(Objects.requireNonNull(in.readLine()));
            }
            return answers;
        }
    }

    private static String http(int port, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void whatWasAcceptedOutlivesAKillAndSoDoClaims() throws Exception {
        List<String> before;
        try (ServerJvm server = ServerJvm.start(home, "--http", "0", "--tcp", "0")) {
            server.line("ready");
            before = talk(server.tcpPort(), "ENQUEUE orders first of all", "ENQUEUE orders second", "DEQUEUE orders");
            http(
                    server.httpPort(),
                    "POST",
                    "/submit",
                    "{\"id\":\"s1\",\"type\":\"mail\",\"payload\":{\"to\":\"ada\"}}");
            server.kill();
        }
        assertThat(before.get(2)).endsWith(" first of all");
        String token = before.get(2).split(" ", 2)[0];

        try (ServerJvm server = ServerJvm.start(home, "--http", "0", "--tcp", "0", "--worker", "--echo")) {
            server.line("ready");
            List<String> after = talk(
                    server.tcpPort(),
                    "ACK " + token,
                    "DEQUEUE orders",
                    "DEQUEUE orders",
                    "STATUS orders " + before.get(0));
            assertThat(after.get(0)).startsWith("OK");
            assertThat(after.get(1)).endsWith(" second");
            assertThat(after.get(2)).isEqualTo("EMPTY");
            assertThat(after.get(3)).contains("done");
            await().until(() -> http(server.httpPort(), "GET", "/status/s1", "")
                    .contains("\"success\":true,\"data\":{\"to\":\"ada\"}"));
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void withKeysNobodyComesInWithoutOne() throws Exception {
        Path keys = home.resolve("keys");
        String key;
        try (ServerJvm maker = ServerJvm.startCommand(home, "key", "shop", "--roles", "producer,viewer")) {
            Files.writeString(keys, maker.line("shop").transform(rest -> "shop " + rest + "\n"));
            key = await().until(() -> maker.err().stream().findFirst(), java.util.Optional::isPresent)
                    .orElseThrow()
                    .replaceAll(".* ", "");
        }
        try (ServerJvm server = ServerJvm.start(home, "--http", "0", "--tcp", "0", "--keys", keys.toString())) {
            server.line("ready");
            List<String> answers =
                    talk(server.tcpPort(), "ENQUEUE q x", "AUTH wrong", "AUTH " + key, "ENQUEUE q x", "DEQUEUE q");
            assertThat(answers.get(0)).startsWith("ERR");
            assertThat(answers.get(1)).startsWith("ERR");
            assertThat(answers.get(2)).startsWith("OK");
            assertThat(answers.get(3)).matches("[0-9A-Z]{26}");
            assertThat(answers.get(4)).startsWith("ERR not allowed");
            assertThat(http(server.httpPort(), "GET", "/stats", "")).contains("\"status\":401");
        }
    }

    @Test
    void reportsWhatItSeesAndWritesItsLogToAFileToo() throws Exception {
        Path log = home.resolve("baton.log");
        try (ServerJvm server = ServerJvm.start(
                home,
                "--http",
                "0",
                "--tcp",
                "0",
                "--report",
                "1s",
                "--worker",
                "--echo",
                "--log-file",
                log.toString())) {
            server.line("ready");
            talk(server.tcpPort(), "ENQUEUE orders one", "ENQUEUE orders two", "DEQUEUE orders");
            http(server.httpPort(), "POST", "/submit", "{\"id\":\"s1\",\"type\":\"mail\",\"payload\":1}");
            String line = await().until(
                            () -> server.err().stream()
                                    .filter(said -> said.contains("requests p50") && said.contains("leases out 1"))
                                    .findFirst(),
                            java.util.Optional::isPresent)
                    .orElseThrow();
            assertThat(line)
                    .matches(
                            ".* INFO  \\S+ServerReport [0-9.]+/s in, [0-9.]+/s done; requests p50 [0-9.]+ ms p99 [0-9.]+ ms;"
                                    + " leases out 1; worker [0-9]+ % busy, enqueue to done p50 [0-9.]+ ms p99 [0-9.]+ ms; [0-9]+"
                                    + " pending, .*");
            assertThat(server.stop()).isZero();
            assertThat(server.err()).noneMatch(said -> said.contains("jobs/s"));
        }
        assertThat(Files.readString(log)).contains("did=enqueue", "requests p50");
    }

    @Test
    void bothDoorsSpeakTls() throws Exception {
        TestCertificate certificate = TestCertificate.make(home, "door", "RSA");
        try (ServerJvm server = ServerJvm.start(
                home,
                "--http",
                "0",
                "--tcp",
                "0",
                "--tls-cert",
                certificate.certificate().toString(),
                "--tls-key",
                certificate.key().toString())) {
            server.line("ready");
            assertThat(server.line("http")).startsWith("https://127.0.0.1:");
            for (String over : List.of("tcp", "rest")) {
                int port = over.equals("tcp") ? server.tcpPort() : server.httpPort();
                try (ServerJvm crowd = ServerJvm.startCommand(
                        home,
                        "load",
                        "--over",
                        over,
                        "--at",
                        "127.0.0.1:" + port,
                        "--jobs",
                        "20",
                        "--clients",
                        "2",
                        "--tls-ca",
                        certificate.certificate().toString())) {
                    assertThat(crowd.line("jobs")).contains("20 completed, 0 lost");
                }
            }
        }
    }

    @Test
    void badInputIsOneSentenceAndCodeTwo() throws Exception {
        for (List<String> wrong : List.of(
                List.of("--http", "x:1:2"),
                List.of("--tcp", "70000"),
                List.of("--lease", "0s"),
                List.of("--keys", "/no/such/file"),
                List.of("--echo"),
                List.of("--http", "off", "--tcp", "off"),
                List.of("--worker"),
                List.of("--htpp", "1"),
                List.of("--redis", "redis://h", "--data", "d"),
                List.of("--queue", "a b"),
                List.of("--max-crashes", "0"),
                List.of("--tls-cert", "c.pem"),
                List.of("--tls-cert", "/no/such/file", "--tls-key", "/no/such/file"),
                List.of("--redact", "user.ssn"),
                List.of("--log-size", "1MB"),
                List.of("--log-file", "x.log", "--log-size", "1KB"),
                List.of("--report", "1ms"))) {
            var out = new java.io.ByteArrayOutputStream();
            var err = new java.io.ByteArrayOutputStream();
            int code = new ServerTool(java.util.Map.of("HOME", home.toString()))
                    .run(
                            new java.io.PrintStream(out, true, UTF_8),
                            new java.io.PrintStream(err, true, UTF_8),
                            wrong.toArray(String[]::new));
            assertThat(code).as("%s", wrong).isEqualTo(2);
            assertThat(err.toString(UTF_8)).startsWith("baton server: ").hasLineCount(1);
            assertThat(out.toString(UTF_8)).isEmpty();
        }
    }
}
