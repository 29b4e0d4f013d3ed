package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each wrong call gets one sentence that names the thing, the value and what would be right, and exit code 2. */
class BadInputTest {
    @TempDir
    Path directory;

    static Stream<Arguments> calls() {
        return Stream.of(
                call("--conurrency 4", "There is no option \"--conurrency\": did you mean --concurrency?"),
                call("--redsi=x", "There is no option \"--redsi=x\": did you mean --redis?"),
                call("--zzzzzzzz", "There is no option \"--zzzzzzzz\"; see --help"),
                call("emails", "The word \"emails\" stands alone: every setting is an option, see --help"),
                call("--redis", "Missing required parameter for option '--redis' (URI); see --help"),
                call("--redis a --redis b", "The option --redis is given twice: give it once"),
                call("--exec true", "No queue is named: write --queue emails, or several as --queue emails=3,reports"),
                call(
                        "--queue a",
                        "Nothing says how to do the work: give one of --handlers DIR, --exec COMMAND, --http URL or --echo"),
                call(
                        "--queue a --exec true --http http://h/",
                        "There are 2 ways to do the work, --exec and --http: give exactly one"),
                call(
                        "--queue a:b --exec true",
                        "--queue: The queue name \"a:b\" is not allowed: use 1 to 128 of the characters A-Z a-z 0-9 . _ -"),
                call(
                        "--queue a,,b --exec true",
                        "--queue: The queue name \"\" is not allowed: use 1 to 128 of the characters A-Z a-z 0-9 . _ -"),
                call(
                        "--queue a,b --queue a=2 --exec true",
                        "--queue: The queue \"a\" is named twice: name each queue once"),
                call(
                        "--queue a=0 --exec true",
                        "--queue: The weight \"0\" of the queue \"a\" is not allowed: use 1 to 1000"),
                call(
                        "--queue a=much --exec true",
                        "--queue: The weight \"much\" of the queue \"a\" is not allowed: use 1 to 1000"),
                call("--queue a --exec true --concurrency 0", "--concurrency \"0\" is out of range: use 1 to 10000"),
                call("--queue a --exec true --concurrency -3", "--concurrency \"-3\" is out of range: use 1 to 10000"),
                call(
                        "--queue a --exec true --concurrency 99999999999",
                        "--concurrency \"99999999999\" is out of range: use 1 to 10000"),
                call(
                        "--queue a --exec true --grace soon",
                        "--grace \"soon\" is no length of time: write 500ms, 10s, 2m, 1h or PT10S"),
                call(
                        "--queue a --exec true --grace 99999999999999999s",
                        "--grace \"99999999999999999s\" is no length of time: write 500ms, 10s, 2m, 1h or PT10S"),
                call("--queue a --exec true --grace PT-1S", "--grace \"PT-1S\" is out of range: use 0s to 24h"),
                call("--queue a --exec true --report 1ms", "--report \"1ms\" is out of range: use 1s to 1h"),
                call("--queue a --exec true --heartbeat 5ms", "--heartbeat \"5ms\" is out of range: use 100ms to 1h"),
                call(
                        "--queue a --exec true --heartbeat 4s",
                        "The expiry 9s is too short for the heartbeat 4s: use at least three heartbeats, --expiry 12s"),
                call("--queue a --exec true --max-crashes 101", "--max-crashes \"101\" is out of range: use 1 to 100"),
                call(
                        "--queue a --exec true --threads green",
                        "--threads \"green\" is no kind of thread: use auto, virtual or pool"),
                call(
                        "--queue a --exec true --redis redis://h --data /d",
                        "Both --redis and --data are given: a data directory is for the Redis that comes along, so"
                                + " leave one of them out"),
                call(
                        "--queue a --http ftp://h/",
                        "The URL of --http has the scheme \"ftp\": write http://host:port/path or https://…"),
                call(
                        "--queue a --http localhost/x",
                        "The URL of --http has no scheme: write http://host:port/path or https://…"),
                call(
                        "--queue a --http http://ada:s3cret@h:99999/",
                        "The URL of --http has the port 99999: use 1 to 65535"),
                call("--config /no/such.yml", "The settings file /no/such.yml does not exist: name one that does"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void refusesInOneSentence(String[] arguments, String sentence) {
        var call = Call.of(arguments);
        assertThat(call.err()).isEqualTo("baton worker: " + sentence + System.lineSeparator());
        assertThat(call.out()).isEmpty();
        assertThat(call.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "queue: a\\nconcurency: 4|has the unknown key \"concurency\": did you mean concurrency?",
                "queue: a\\nqueue: b|, line 2 is no YAML: found duplicate key queue",
                "just words|is no list of settings: write lines such as \"queue: emails\" and \"concurrency: 16\"",
                "queue: [a|, line 1 is no YAML: expected ',' or ']', but got <stream end>",
                "redis: !!javax.script.ScriptEngineManager [x]|line 1 is no YAML: Global tag is not allowed",
                "queue: a\\nexec: {run: x}|The key exec in ",
                "queue: a\\nexec: 'true'\\ngrace: 10|\"10\" is no length of time: write 500ms, 10s, 2m, 1h or PT10S",
                "queue: a\\nexec: 'true'\\ndebug: maybe|\"maybe\" is neither true nor false: use one of them",
            })
    void refusesAFileInOneSentence(String text, String words) throws Exception {
        Path file = Files.writeString(directory.resolve("worker.yml"), text.replace("\\n", "\n"));
        var call = Call.of("--config", file.toString());
        assertThat(call.err()).startsWith("baton worker: ").contains(words).contains("worker.yml");
        assertThat(call.err().strip().lines()).hasSize(1);
        assertThat(call.exitCode()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        Path file = Files.write(directory.resolve("worker.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        var call = Call.of("--config", file.toString());
        assertThat(call.err())
                .isEqualTo("baton worker: The settings file " + file + " cannot be read: it is no text in UTF-8"
                        + System.lineSeparator());
        assertThat(call.exitCode()).isEqualTo(2);
    }

    @Test
    void namesTheEnvironmentVariableThatIsWrong() {
        var call = new Call().with("BATON_CONCURRENCY", "lots").run("--queue", "a", "--exec", "true");
        assertThat(call.err()).contains("BATON_CONCURRENCY \"lots\" is no number: use 1 to 10000");
        assertThat(call.exitCode()).isEqualTo(2);
    }

    @Test
    void aCommandThatNeedsAShellIsRefused() {
        assertThat(Call.of("--queue", "a", "--exec", "cat | wc").err())
                .contains("--exec: no shell reads the command, so \"|\" would be a plain argument: write sh -c '…'");
        assertThat(Call.of("--queue", "a", "--exec", "echo 'x").err()).contains("has an open ': close it");
        assertThat(Call.of("--queue", "a", "--exec", " ").err()).contains("the command is empty");
    }

    @Test
    void controlCharactersNeverReachTheTerminal() {
        var call = Call.of("--queue", "a\u001b[31m\nforged", "--exec", "true");
        assertThat(call.err()).contains("\\u001b[31m\\nforged").doesNotContain("\u001b");
        assertThat(call.err().strip().lines()).hasSize(1);
    }

    @Test
    void debugShowsTheStackAndNothingElseDoes() {
        assertThat(Call.of("--debug", "--queue", "a:b", "--exec", "true").err()).contains("    at dev.baton.");
        assertThat(Call.of("--queue", "a:b", "--exec", "true").err()).doesNotContain("at dev.baton");
    }

    @Test
    void helpAndVersionAreNoFailure() {
        var help = Call.of("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        for (Setting setting : Setting.values()) {
            assertThat(help.out()).contains(setting.option());
        }
        assertThat(Call.of("--version").out()).startsWith("baton worker ");
        assertThat(Call.of("--version").exitCode()).isZero();
    }

    private static Arguments call(String line, String sentence) {
        return Arguments.of(Arrays.asList(line.split(" ")).toArray(new String[0]), sentence);
    }
}
