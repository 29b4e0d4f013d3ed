package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Noise on the line: random bytes, and requests that were damaged. Each is answered or closed, and the door stays open. */
@WithRedis
class NoiseTest {
    private static final int ROUNDS = 400;
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9] ");
    private static final List<String> REQUESTS = List.of(
            "GET /api/v1/queues/q/jobs?state=pending&limit=3 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n",
            "POST /api/v1/queues/q/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 35\r\n\r\n{\"type\":\"t\",\"payload\":{\"a\":[1,2.5]}}",
            "POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n5\r\n\"\u00c3\u00a4 x\r\n1\r\n\"\r\n0\r\n\r\n",
            "POST /api/v1/queues/q/claim?wait=100ms HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /api/v1/claims/q~a~0~1/fail HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 13\r\nExpect: 100-continue\r\n\r\n{\"error\":\"e\"}",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void noiseIsAnsweredOrClosedAndTheDoorStaysOpen() {
        long seed = Long.getLong("baton.test.seed", System.nanoTime());
        System.err.println("noise of seed " + seed + "; -Dbaton.test.seed=" + seed + " repeats it");
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] noise = noise(random);
            try (Wire wire = new Wire(door.port())) {
                wire.send(noise);
                wire.end();
                String answer = wire.rest();

                assertThat(answer.isEmpty() || ANSWER.matcher(answer).lookingAt())
                        .as("round " + round + " of seed " + seed + ": " + answer)
                        .isTrue();
                assertThat(answer)
                        .as("round " + round + " of seed " + seed)
                        .doesNotContain("Exception", "\tat ", "org.eclipse", "HTTP/1.1 500");
            }
        }
        door.get("/healthz").is(200);
        door.post("/tasks", "1").is(201);
    }

    private static byte[] noise(Random random) {
        if (random.nextInt(8) == 0) {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            return bytes;
        }
        StringBuilder text = new StringBuilder(REQUESTS.get(random.nextInt(REQUESTS.size())));
        int damages = 1 + random.nextInt(3);
        for (int i = 0; i < damages && text.length() > 0; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(7)) {
                case 0 -> text.setLength(at);
                case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                case 2 -> text.insert(at, (char) random.nextInt(256));
                case 3 -> text.deleteCharAt(at);
                case 4 -> text.insert(at, "x".repeat(random.nextInt(20_000)));
                case 5 -> replace(text, "Length: ", "Length: " + (random.nextInt(5) - 1) * 7);
                default -> text.append(REQUESTS.get(random.nextInt(REQUESTS.size())));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static void replace(StringBuilder text, String what, String with) {
        int at = text.indexOf(what);
        if (at >= 0) {
            text.replace(at, at + what.length(), with);
        }
    }
}
