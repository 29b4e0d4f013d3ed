package dev.baton.worker.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.model.Limits;
import dev.baton.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ExecHandlerTest {
    @TempDir
    Path directory;

    @Test
    void thePayloadIsOnStdinAndTheLastLineIsTheResult() throws Exception {
        assertThat(result("sh -c 'echo working; cat; echo'", "{\"to\":\"Ada\"}"))
                .isEqualTo("{\"to\":\"Ada\"}");
    }

    @Test
    void aLastLineThatIsNoJsonIsNoResult() throws Exception {
        assertThat(run("echo hello", "{}")).isEqualTo(Outcome.done());
        assertThat(run("true", "{}")).isEqualTo(Outcome.done());
    }

    @Test
    void theFactsAreInTheEnvironmentAndTheWorkersSettingsAreNot() throws Exception {
        var environment = new HashMap<>(System.getenv());
        environment.put("BATON_REDIS", "redis://:s3cret@h");
        environment.put("MINE", "yes");
        try (var handler = new ExecHandler(
                ExecCommand.parse("sh -c 'env | grep -E \"^(BATON_|MINE)\" | sort > out'".replace("out", out())),
                environment)) {
            handler.handle("{}".getBytes(UTF_8), JobFacts.ofType("welcome"));
        }
        assertThat(Files.readString(Path.of(out())).lines())
                .containsExactly(
                        "BATON_ATTEMPT=1",
                        "BATON_ENQUEUED_AT=2026-11-22T10:15:30Z",
                        "BATON_FENCE=1732240000123456",
                        "BATON_JOB_ID=order-42",
                        "BATON_QUEUE=emails",
                        "BATON_TAGS=blue,vip",
                        "BATON_TYPE=welcome",
                        "MINE=yes");
    }

    @Test
    void exitCode65BuriesTheJob() throws Exception {
        assertThat(run("sh -c 'echo no such customer >&2; exit 65'", "{}"))
                .isEqualTo(Outcome.dead("exit code 65: no such customer"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 66, 75, 127, 255})
    void everyOtherExitCodeFailsTheAttempt(int code) {
        assertThatThrownBy(() -> run("sh -c 'echo first >&2; echo the disk is full >&2; exit " + code + "'", "{}"))
                .isInstanceOf(ExecHandler.CommandFailed.class)
                .hasMessage((code == 255 ? "exit code 255" : "exit code " + code) + ": first\nthe disk is full");
    }

    @Test
    void aSignalFailsTheAttempt() {
        assertThatThrownBy(() -> run("sh -c 'kill -9 $$'", "{}"))
                .hasMessage("ended by signal 9: it wrote nothing to stderr");
    }

    @Test
    void aProgramThatIsNotThereFailsTheAttemptOnly() {
        assertThatThrownBy(() -> run("/no/such/program", "{}")).isInstanceOf(ExecHandler.CommandFailed.class);
    }

    @Test
    void ofStderrOnlyTheEndIsKept() {
        assertThatThrownBy(() ->
                        run("sh -c 'head -c 1000000 /dev/zero | tr \"\\\\0\" x >&2; echo the end >&2; exit 1'", "{}"))
                .hasMessageStartingWith("exit code 1: …xxx")
                .hasMessageEndingWith("xthe end")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(4200));
    }

    @Test
    void aCommandNeedNotReadItsPayload() throws Exception {
        assertThat(run("true", "\"" + "x".repeat(Limits.PAYLOAD_BYTES - 2) + "\""))
                .isEqualTo(Outcome.done());
    }

    @Test
    void aLargePayloadGoesThroughWhileTheCommandWritesAsMuch() throws Exception {
        String payload = "\"" + "x".repeat(Limits.PAYLOAD_BYTES - 2) + "\"";
        assertThat(result("cat", payload)).isEqualTo(payload);
    }

    @Test
    void neitherTypeNorPayloadIsReadByAShell() throws Exception {
        Path trap = directory.resolve("trap");
        assertThat(result("sh -c 'cat >/dev/null; echo \"\\\"$1\\\"\"' sh {type}", "$(touch " + trap + ")"))
                .isEqualTo("\"welcome\"");
        assertThat(runType("sh -c \"echo {type}\"", "$(touch " + trap + ")")).isInstanceOf(Outcome.Dead.class);
        assertThat(runType("echo {type}", "-rf"))
                .isEqualTo(
                        Outcome.dead("The job type \"-rf\" would be taken for an option of the command echo {type}"));
        assertThat(runType("echo x{type}", "-rf")).isEqualTo(Outcome.done());
        assertThat(trap).doesNotExist();
    }

    @Test
    void anInterruptEndsTheCommandWithAllItStarted() throws Exception {
        // The grandchild ignores SIGTERM and has lost its parent: only the group finds it.
        String script =
                "(trap \"\" TERM; sh -c \"echo \\$\\$ > grandchild; exec sleep 300\" >/dev/null 2>&1 </dev/null &);"
                        + " echo $$ > child; exec sleep 300";
        var handles = interrupted(
                "sh -c '"
                        + script.replace("grandchild", directory + "/grandchild")
                                .replace("> child", "> " + directory + "/child")
                        + "'",
                "child",
                "grandchild");
        for (long handle : handles) {
            awaitEnd(handle);
        }
    }

    @Test
    void aCommandMayCleanUpWhenItIsAskedToEnd() throws Exception {
        String script = "trap \"echo cleaned > OUT; exit 1\" TERM; echo $$ > DIR/child; while :; do sleep 0.05; done";
        interrupted("sh -c '" + script.replace("OUT", out()).replace("DIR", directory.toString()) + "'", "child");
        assertThat(Files.readString(Path.of(out()))).isEqualTo("cleaned\n");
    }

    @Test
    void aChildLeftBehindWithTheOutputInHandIsEndedWithTheCommand() throws Exception {
        String script =
                "sh -c \"echo \\$\\$ > DIR/left; exec sleep 300\" & while [ ! -s DIR/left ]; do sleep 0.01; done; echo 7";
        assertThat(result("sh -c '" + script.replace("DIR", directory.toString()) + "'", "{}"))
                .isEqualTo("7");
        awaitEnd(pidIn("left"));
    }

    @Test
    void closingKillsWhatRunsUncountedAndStartsNothingMore() throws Exception {
        var handler = handler("sh -c 'echo $$ > DIR/child; exec sleep 300'".replace("DIR", directory.toString()));
        var run = CompletableFuture.supplyAsync(() -> handleQuietly(handler));
        var child =
                await().until(() -> pidWhenIn("child"), pids -> !pids.isEmpty()).get(0);
        handler.close();
        assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo("Snooze[delay=PT0S]");
        awaitEnd(child);
        Files.delete(directory.resolve("child"));
        assertThat(handleQuietly(handler)).isEqualTo("Snooze[delay=PT0S]");
        assertThat(directory.resolve("child")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "head -c 1000000000 /dev/zero",
                "head -c 1000000000 /dev/zero >&2; head -c 2000000 /dev/zero",
                // The command ends at once; who inherited its output goes on writing.
                "(exec cat /dev/zero) & head -c 2000000 /dev/zero"
            })
    void aGigabyteWithoutANewlineFitsIntoASmallHeap(String script) throws Exception {
        var jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FloodedHandler.class.getName(),
                        script)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(jvm.getInputStream().readAllBytes(), UTF_8).strip())
                .isEqualTo("result of " + (Limits.RESULT_BYTES + 1));
        assertThat(jvm.waitFor()).isZero();
    }

    private List<Long> interrupted(String command, String... pidFiles) throws Exception {
        try (var handler = handler(command)) {
            var ended = new CompletableFuture<Throwable>();
            var thread = new Thread(() -> {
                try {
                    handler.handle("{}".getBytes(UTF_8), JobFacts.ofType("welcome"));
                } catch (Throwable e) {
                    ended.complete(e);
                }
            });
            thread.start();
            var handles = new ArrayList<Long>();
            for (String file : pidFiles) {
                handles.addAll(await().until(() -> pidWhenIn(file), pids -> !pids.isEmpty()));
            }
            thread.interrupt();
            assertThat(ended.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            return handles;
        }
    }

    private static String handleQuietly(ExecHandler handler) {
        try {
            return String.valueOf(handler.handle("{}".getBytes(UTF_8), JobFacts.ofType("welcome")));
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A SIGKILL that was sent is not yet one that the kernel has carried out. */
    private static void awaitEnd(long pid) {
        await().atMost(Duration.ofSeconds(10)).until(() -> !isRunning(pid));
    }

    /** Where nobody waits for orphans, a dead one stays as a zombie, which is alive to Java. */
    private static boolean isRunning(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return !Files.isDirectory(Path.of("/proc/self"))
                    && ProcessHandle.of(pid).isPresent();
        }
        try {
            return !Files.readString(stat).contains(") Z ");
        } catch (IOException e) {
            return false; // it went between the two looks
        }
    }

    private long pidIn(String file) throws Exception {
        return Long.parseLong(Files.readString(directory.resolve(file)).strip());
    }

    private List<Long> pidWhenIn(String file) throws IOException {
        Path path = directory.resolve(file);
        if (!Files.exists(path) || !Files.readString(path).endsWith("\n")) {
            return List.of();
        }
        return List.of(Long.parseLong(Files.readString(path).strip()));
    }

    private String out() {
        return directory.resolve("out").toString();
    }

    private String result(String command, String payload) throws Exception {
        var outcome = run(command, payload);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        byte[] result = ((Outcome.Done<byte[]>) outcome).result();
        return result == null ? "none" : new String(result, UTF_8);
    }

    private static Outcome<byte[]> run(String command, String payload) throws Exception {
        try (var handler = handler(command)) {
            return handler.handle(payload.getBytes(UTF_8), JobFacts.ofType("welcome"));
        }
    }

    private static Outcome<byte[]> runType(String command, String type) throws Exception {
        try (var handler = handler(command)) {
            return handler.handle("{}".getBytes(UTF_8), JobFacts.ofType(type));
        }
    }

    private static ExecHandler handler(String command) {
        return new ExecHandler(ExecCommand.parse(command), Map.copyOf(System.getenv()));
    }
}
