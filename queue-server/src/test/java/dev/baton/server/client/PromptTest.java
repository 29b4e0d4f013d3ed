package dev.baton.server.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with a person before it, whose keys are known beforehand. */
class PromptTest {
    private static final UnaryOperator<String> POLITE = line -> line.equals("quit") ? "BYE" : "you said " + line;

    @TempDir
    private Path home;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @Test
    void showsTheAnswerToEachLineAsItWasTyped() throws IOException, InterruptedException {
        try (Doorman door = new Doorman(POLITE)) {
            talk(door, "ENQUEUE mail C:\\new \"two\" words!\nquit\n");
            assertThat(door.heard).containsExactly("ENQUEUE mail C:\\new \"two\" words!", "quit");
        }
        assertThat(screen()).contains("you said ENQUEUE mail C:\\new \"two\" words!", "BYE");
    }

    @Test
    void remembersWhatWasTypedButNoKeys() throws IOException, InterruptedException {
        try (Doorman door = new Doorman(POLITE)) {
            talk(door, "ENQUEUE mail one\nAUTH secret-key\n  auth secret-key\nLIST\nquit\n");
            assertThat(door.heard).contains("AUTH secret-key");
        }
        Path history = home.resolve("baton/client-history");
        assertThat(Files.readAllLines(history)).containsExactly("ENQUEUE mail one", "LIST", "quit");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
    }

    @Test
    void helpsByItself() throws IOException, InterruptedException {
        try (Doorman door = new Doorman(POLITE)) {
            talk(door, "help\n?\n\nquit\n");
            assertThat(door.heard).containsExactly("quit");
        }
        assertThat(screen()).contains("DEQUEUE queue [seconds]");
    }

    @Test
    void connectsAnewAfterTheDoorHungUpAndSendsNothingTwice() throws IOException, InterruptedException {
        try (Doorman door = new Doorman(line -> line.equals("leave") ? "" : POLITE.apply(line))) {
            talk(door, "one\nleave\ntwo\nquit\n");
            assertThat(door.heard).containsExactly("one", "leave", "two", "quit");
        }
        assertThat(screen()).contains("may have happened or not", "connected again", "you said two", "BYE");
    }

    @Test
    void endsWithTheInput() throws IOException, InterruptedException {
        try (Doorman door = new Doorman(POLITE)) {
            talk(door, "one\n");
        }
        assertThat(screen()).contains("you said one");
    }

    private void talk(Doorman door, String typed) throws IOException, InterruptedException {
        try (Terminal terminal = new DumbTerminal(
                "test",
                Terminal.TYPE_DUMB,
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                screen,
                StandardCharsets.UTF_8)) {
            Dial dial = new Dial(DoorAddress.parse(door.address()), Optional.empty());
            new Prompt(dial, dial.connect(), terminal, home.resolve("baton/client-history")).run();
        }
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }
}
