package dev.baton.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class KeyFileTest {
    private static final String HASH = "sha256:" + "ab".repeat(32);

    @Test
    void aNewKeyIsKnownByItsLine() {
        KeyFile.NewKey made = KeyFile.newKey("ci", Set.of(Role.CONSUMER, Role.PRODUCER));
        KeyFile keys = KeyFile.parse("keys", List.of("# ours", "", made.line()));

        assertThat(made.line()).startsWith("ci producer,consumer sha256:").doesNotContain(made.key());
        assertThat(keys.caller(made.key())).contains(new Caller("ci", Set.of(Role.PRODUCER, Role.CONSUMER)));
        assertThat(keys.caller(made.key() + " ")).isEmpty();
        assertThat(keys.caller("")).isEmpty();
        assertThat(keys.anonymous()).isEmpty();
        assertThat(keys.toString()).contains("ci").doesNotContain("sha256");
    }

    @Test
    void noTwoKeysAreAlike() {
        assertThat(KeyFile.newKey("a", Set.of(Role.VIEWER)).key())
                .isNotEqualTo(KeyFile.newKey("a", Set.of(Role.VIEWER)).key())
                .matches("baton_[A-Za-z0-9_-]{43}");
        assertThatThrownBy(() -> KeyFile.newKey("a b", Set.of(Role.VIEWER)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyFile.newKey("a", Set.of())).hasMessageContaining("viewer, producer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ci",
                "ci viewer",
                "ci viewer sha256:abc",
                "ci boss " + "sha256:abababababababababababababababababababababababababababababababab",
                "ci viewer, " + "sha256:abababababababababababababababababababababababababababababababab",
                "c:i viewer " + "sha256:abababababababababababababababababababababababababababababababab",
                "ci viewer md5:abababababababababababababababababababababababababababababababab"
            })
    void aLineThatIsNoneIsRefusedWithItsNumber(String line) {
        assertThatThrownBy(() -> KeyFile.parse("keys", List.of("# first", line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Line 2 of the key file \"keys\"");
    }

    @Test
    void namesAndKeysStandOnceAndAFileWithoutKeysIsRefused() {
        assertThatThrownBy(() ->
                        KeyFile.parse("keys", List.of("a viewer " + HASH, "a viewer sha256:" + "cd".repeat(32))))
                .hasMessageContaining("again");
        assertThatThrownBy(() -> KeyFile.parse("keys", List.of("a viewer " + HASH, "b viewer " + HASH)))
                .hasMessageContaining("another line");
        assertThatThrownBy(() -> KeyFile.parse("keys", List.of("# none"))).hasMessageContaining("no key");
    }

    @Test
    void aFileThatOthersMayReadIsWarnedOf(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), "a viewer " + HASH + "\n");
        Logger logger = (Logger) LoggerFactory.getLogger(KeyFile.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            KeyFile.read(file);
            assertThat(log.list).isEmpty();
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            KeyFile.read(file);
            assertThat(log.list).hasSize(1);
        } finally {
            logger.detachAppender(log);
        }
    }
}
