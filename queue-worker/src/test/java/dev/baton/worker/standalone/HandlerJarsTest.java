package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.worker.program.ProgramFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandlerJarsTest {
    @TempDir
    Path directory;

    @Test
    void registersWhatEveryJarProvidesAndPassesOverOtherFiles() throws Exception {
        JarOfHandlers.write(directory.resolve("b.jar"), "Second", "worker.grace(java.time.Duration.ofSeconds(2));");
        JarOfHandlers.write(directory.resolve("a.jar"), "First", "worker.concurrency(1);");
        JarOfHandlers.writeWithoutHandlers(directory.resolve("library.jar"));
        Files.writeString(directory.resolve("notes.txt"), "no JAR");
        var calls = new ArrayList<String>();
        try (var jars = HandlerJars.load(directory)) {
            jars.register(RecordedBuilder.into(calls));
            assertThat(jars).hasToString("shop.First, shop.Second of " + directory);
        }
        assertThat(calls).containsExactly("concurrency 1", "grace PT2S");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThatThrownBy(() -> HandlerJars.load(directory.resolve("none")))
                .hasMessage(
                        "The directory " + directory + "/none of --handlers does not exist: name one with JARs in it");
        assertThatThrownBy(() -> HandlerJars.load(directory))
                .hasMessage("The directory " + directory
                        + " of --handlers holds no JAR: put the JARs of your handlers there");
        JarOfHandlers.writeWithoutHandlers(directory.resolve("library.jar"));
        assertThatThrownBy(() -> HandlerJars.load(directory))
                .hasMessage("No JAR in " + directory
                        + " provides handlers: name them in META-INF/services/dev.baton.worker.JobHandlers");
    }

    @Test
    void saysWhyHandlersCannotBeLoaded() throws Exception {
        JarOfHandlers.writeBroken(directory.resolve("broken.jar"));
        assertThatThrownBy(() -> HandlerJars.load(directory))
                .isInstanceOf(ProgramFailure.class)
                .hasMessageStartingWith("The handlers in " + directory + " cannot be loaded: ")
                .hasMessageContaining("Provider shop.Missing not found");
        Files.writeString(directory.resolve("broken.jar"), "no zip");
        assertThatThrownBy(() -> HandlerJars.load(directory))
                .isInstanceOf(ProgramFailure.class)
                .hasMessageStartingWith("The JAR " + directory.resolve("broken.jar") + " cannot be read (")
                .hasMessageEndingWith("): build it anew, or remove it");
        assertThatThrownBy(() -> HandlerJars.load(directory.resolve("broken.jar")))
                .isInstanceOf(ProgramFailure.class)
                .hasMessageContaining("/broken.jar of --handlers is none: name one with JARs in it");
    }

    @Test
    void saysWhichHandlersRefuse() throws Exception {
        JarOfHandlers.write(directory.resolve("a.jar"), "Refusing", "throw new IllegalStateException(\"no licence\");");
        try (var jars = HandlerJars.load(directory)) {
            var builder = RecordedBuilder.into(new ArrayList<>());
            assertThatThrownBy(() -> jars.register(builder))
                    .isInstanceOf(ProgramFailure.class)
                    .hasMessage("The handlers shop.Refusing in " + directory + " could not be registered: no licence");
        }
    }
}
