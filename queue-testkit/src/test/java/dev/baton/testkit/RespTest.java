package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespTest {
    private static final List<String> COMMANDS = List.of(
            "*1\r\n$4\r\nPING\r\n",
            "*3\r\n$3\r\nSET\r\n$2\r\nk*\r\n$10\r\n*9\r\n$7\r\na\n\r\n",
            "*2\r\n$3\r\nGET\r\n$0\r\n\r\n",
            "PING now\r\n",
            "\n",
            "*0\r\n",
            "*1\r\n$4\r\nQUIT\r\n");

    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            "-ERR no $5\r\n",
            ":42\r\n",
            "$-1\r\n",
            "*-1\r\n",
            "$12\r\n+OK\r\n$5\r\n:1\n\r\n",
            "*3\r\n*2\r\n:1\r\n$1\r\na\r\n*0\r\n$-1\r\n",
            ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n",
            "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n,3.14\r\n",
            "%0\r\n",
            "|1\r\n+ttl\r\n:3\r\n$1\r\nv\r\n",
            "~2\r\n#t\r\n_\r\n",
            "=7\r\ntxt:abc\r\n",
            "!5\r\nERR x\r\n",
            "*2\r\n|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 64, 10_000})
    void findsWholeCommandsInPiecesOfAnySize(int piece) {
        var commands = new RespCommands();
        var found = new ArrayList<String>();
        byte[] stream = String.join("", COMMANDS).getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < stream.length; from += piece) {
            int length = Math.min(piece, stream.length - from);
            byte[] buffer = new byte[piece + 3];
            System.arraycopy(stream, from, buffer, 0, length);
            commands.feed(buffer, length)
                    .forEach(command -> found.add(new String(command, StandardCharsets.ISO_8859_1)));
        }
        assertThat(found).isEqualTo(COMMANDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 64, 10_000})
    void findsTheEndOfEveryReply(int piece) {
        var scanner = new RespScanner();
        var ends = new ArrayList<Integer>();
        byte[] stream = String.join("", REPLIES).getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < stream.length; from += piece) {
            int to = Math.min(from + piece, stream.length);
            int at = from;
            while (at < to) {
                int end = scanner.endOfValue(stream, at, to);
                assertThat(scanner.betweenValues()).isEqualTo(end >= 0);
                if (end >= 0) {
                    ends.add(end);
                }
                at = end < 0 ? to : end;
            }
        }
        var expected = new ArrayList<Integer>();
        int end = 0;
        for (String reply : REPLIES) {
            end += reply.length();
            expected.add(end);
        }
        assertThat(ends).isEqualTo(expected);
    }

    @Test
    void knowsACommandsName() {
        assertThat(RespCommands.name("*2\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("SUBSCRIBE");
        assertThat(RespCommands.name("ping now\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("PING");
        assertThat(RespCommands.name("*0\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("*0");
    }
}
