package dev.baton.server.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.server.client.ClientCommand;
import dev.baton.server.load.LoadCommand;
import dev.baton.server.tls.TestCertificate;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.program.HostPort;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a certificate, and those who come to it. */
@WithRedis
class TlsTest {
    @TempDir
    private static Path home;

    private static TestCertificate certificate;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private House house;

    @BeforeAll
    static void make() throws Exception {
        certificate = TestCertificate.make(home, "door", "EC");
    }

    @BeforeEach
    void open(RedisUri redis) {
        house = House.secured(redis, certificate.shown());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private HostPort address() {
        return new HostPort("127.0.0.1", house.door.port());
    }

    private Socket connect() throws Exception {
        Socket socket = certificate.trusted().over(new Socket("127.0.0.1", house.door.port()), address());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Test
    void linesGoThroughAndTheEndIsSaid() throws Exception {
        try (Socket socket = connect()) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            socket.getOutputStream().write("ENQUEUE mail one\nDEQUEUE mail\nQUIT\n".getBytes(UTF_8));
            assertThat(in.readLine()).matches("[0-9A-Z]{26}");
            assertThat(in.readLine()).endsWith(" one");
            assertThat(in.readLine()).isEqualTo("BYE");
            // Not cut off: that would be an SSLException.
            assertThat(in.readLine()).isNull();
        }
    }

    @Test
    void aClientThatEndsItsSideGetsItsAnswers() throws Exception {
        try (Socket socket = connect()) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            socket.getOutputStream().write("ENQUEUE mail one\nSTATUS mail\n".getBytes(UTF_8));
            socket.shutdownOutput();
            assertThat(in.readLine()).matches("[0-9A-Z]{26}");
            assertThat(in.readLine()).startsWith("pending 1 ");
            assertThat(in.readLine()).isNull();
        }
    }

    @Test
    void oldVersionsAndPlainTextGetNothing() throws Exception {
        try (SSLSocket socket = (SSLSocket)
                certificate.trusted().context().getSocketFactory().createSocket("127.0.0.1", house.door.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        try (Peer plain = house.peer()) {
            plain.send("ENQUEUE mail plain\n");
            assertThat(String.valueOf(plain.line())).doesNotMatch("[0-9A-Z]{26}");
        }
        assertThat(house.baton.queue("mail").stats().pending()).isZero();
    }

    @Test
    void theClientTrustsWhomItIsTold() {
        assertThat(client("--tls-ca", certificate.certificate().toString())).isZero();
        assertThat(out.toString(UTF_8)).matches("[0-9A-Z]{26}\n");
        assertThat(client("--tls")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .isEqualTo("baton client: There is no TCP door at " + address()
                        + ": its certificate is not trusted here: name the file of its authority by --tls-ca\n");
        err.reset();
        assertThat(client("--tls-ca", certificate.key().toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .startsWith("baton client: --tls-ca: The file ")
                .hasLineCount(1);
    }

    @Test
    void saysSoIfTheDoorSpeaksNoTls(RedisUri redis) {
        try (House plain = House.open(redis)) {
            assertThat(run("127.0.0.1:" + plain.door.port(), "--tls")).isEqualTo(1);
        }
        assertThat(err.toString(UTF_8)).contains("it does not speak TLS").hasLineCount(1);
    }

    @Test
    void aCrowdComesToo() {
        PrintStream said = new PrintStream(out, true, UTF_8);
        PrintStream complained = new PrintStream(err, true, UTF_8);
        String[] arguments = {
            "--at",
            address().toString(),
            "--tls-ca",
            certificate.certificate().toString(),
            "--clients",
            "20",
            "--jobs",
            "500"
        };
        assertThat(new LoadCommand(Map.of()).run(said, complained, arguments))
                .as(err.toString(UTF_8))
                .isZero();
        assertThat(out.toString(UTF_8)).contains("500 completed, 0 lost");
        String[] strangers = {"--at", address().toString(), "--tls", "--clients", "2", "--jobs", "5"};
        assertThat(new LoadCommand(Map.of()).run(said, complained, strangers)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("is not trusted here");
    }

    private int client(String... options) {
        String[] all = new String[options.length + 1];
        all[0] = address().toString();
        System.arraycopy(options, 0, all, 1, options.length);
        return run(all);
    }

    private int run(String... arguments) {
        return new ClientCommand(Map.of())
                .run(
                        new ByteArrayInputStream("ENQUEUE mail one\n".getBytes(UTF_8)),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        arguments);
    }
}
