package dev.baton.server.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.worker.program.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command with its input from a file. */
class ClientCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void sendsLinesAndPrintsAnswers() {
        try (Doorman door = new Doorman(line -> "you said " + line)) {
            assertThat(run("one\n\n  \ntwo ü\nthree", door.address())).isZero();
            assertThat(door.heard).containsExactly("one", "two ü", "three");
        }
        assertThat(said()).isEqualTo("you said one\nyou said two ü\nyou said three\n");
        assertThat(complained()).isEmpty();
    }

    @Test
    void goesOnAfterAnError() {
        try (Doorman door = new Doorman(line -> "ERR no")) {
            assertThat(run("one\ntwo\n", door.address())).isZero();
        }
        assertThat(said()).isEqualTo("ERR no\nERR no\n");
    }

    @Test
    void endsWhenTheDoorSaysGoodbye() {
        UnaryOperator<String> polite = line -> line.equals("QUIT") ? "BYE" : "OK";
        try (Doorman door = new Doorman(polite)) {
            assertThat(run("one\nQUIT\n", door.address())).isZero();
        }
        assertThat(said()).isEqualTo("OK\nBYE\n");
    }

    @Test
    void failsIfTheDoorHangsUpBeforeTheLastAnswer() {
        try (Doorman door = new Doorman(line -> line.equals("two") ? "" : "OK")) {
            assertThat(run("one\ntwo\nthree\n", door.address())).isEqualTo(1);
        }
        assertThat(said()).isEqualTo("OK\n");
        assertThat(complained()).isEqualTo("baton client: The connection ended before everything was answered\n");
    }

    @Test
    void failsIfNobodyIsThere() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThat(run("one\n", "127.0.0.1:" + port)).isEqualTo(1);
        assertThat(complained())
                .startsWith("baton client: There is no TCP door at 127.0.0.1:" + port + ": ")
                .hasLineCount(1);
    }

    @Test
    void showsControlCharactersAsEscapes() {
        try (Doorman door = new Doorman(line -> "a\u001b[2Jb\u009b")) {
            run("one\n", door.address());
        }
        assertThat(said()).isEqualTo("a\\u001b[2Jb\\u009b\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:0", "localhost:65536", "a b:1", ":1", "[::1", "--port", "x:y", "http://localhost:5555"
            })
    void refusesWrongUsage(String argument) {
        assertThat(run("", argument)).isEqualTo(2);
        assertThat(complained()).startsWith("baton client: ").hasLineCount(1);
        assertThat(said()).isEmpty();
    }

    @Test
    void readsAddresses() {
        assertThat(DoorAddress.parse("door.example:1")).isEqualTo(new HostPort("door.example", 1));
        assertThat(DoorAddress.parse("door.example")).isEqualTo(new HostPort("door.example", 5555));
        assertThat(DoorAddress.parse("[::1]:65535")).isEqualTo(new HostPort("::1", 65535));
        assertThat(DoorAddress.parse("5556")).isEqualTo(new HostPort("127.0.0.1", 5556));
        assertThat(DoorAddress.parse("[::1]:65535")).hasToString("[::1]:65535");
    }

    @Test
    void helps() {
        assertThat(run("", "--help")).isZero();
        assertThat(said()).startsWith("Usage: baton client").contains("ENQUEUE queue words");
    }

    private int run(String input, String... arguments) {
        return new ClientCommand(Map.of())
                .run(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
