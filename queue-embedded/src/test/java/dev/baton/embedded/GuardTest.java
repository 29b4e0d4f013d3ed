package dev.baton.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing may stay behind, however the JVM that started the server ends. */
class GuardTest {
    @TempDir
    Path directory;

    @Test
    void aKilledJvmTakesItsServerAlong() throws Exception {
        var child = Child.start(directory.toString());
        child.jvm.destroyForcibly();
        child.serverEndsWithin(5);
    }

    @Test
    void aKilledJvmTakesASuspendedServerAlongAndItsScratchDirectory() throws Exception {
        var child = Child.start("memory");
        child.jvm.outputWriter().write('s');
        child.jvm.outputWriter().flush();
        assertThat(child.output.readLine()).isEqualTo("suspended");
        child.jvm.destroyForcibly();
        child.serverEndsWithin(5);
        assertThat(child.guard.onExit().get(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(child.files).doesNotExist();
    }

    @Test
    void aJvmThatSimplyReturnsTakesItsServerAlong() throws Exception {
        var child = Child.start("memory");
        child.jvm.outputWriter().write('q');
        child.jvm.outputWriter().flush();
        assertThat(child.jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(child.jvm.exitValue()).isZero();
        child.serverEndsWithin(5);
    }

    @Test
    void theInterruptOfATerminalDoesNotReachTheServer() throws Exception {
        var child = Child.start("memory");
        // What Ctrl-C does, without a terminal: SIGINT to the guard; the server is in a session of its own if it can
        // be.
        new ProcessBuilder("/bin/sh", "-c", "kill -INT " + child.guard.pid())
                .start()
                .waitFor();
        try (var client = new RedisClient(child.port)) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");
        }
        assertThat(child.guard.isAlive()).isTrue();
        child.jvm.destroyForcibly();
        child.serverEndsWithin(5);
    }

    private record Child(
            Process jvm, BufferedReader output, ProcessHandle server, ProcessHandle guard, int port, Path files) {
        static Child start(String where) throws Exception {
            var jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ServerOfAChildJvm.class.getName(),
                            where)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var output = jvm.inputReader();
            String[] facts = String.valueOf(output.readLine()).split(" ");
            var server = ProcessHandle.of(Long.parseLong(facts[0])).orElseThrow();
            return new Child(
                    jvm, output, server, server.parent().orElseThrow(), Integer.parseInt(facts[1]), Path.of(facts[2]));
        }

        void serverEndsWithin(int seconds) throws Exception {
            assertThat(server.onExit().get(seconds, TimeUnit.SECONDS)).isNotNull();
        }
    }
}
