package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/rest.md shows is what happens: what curl would send is sent, one command after the other. */
@WithRedis
class RestPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```sh\n(curl .*?)```\n\n```json\n(.*?)```", Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @Test
    void everyCommandAnswersWhatThePageSays(RedisUri redis) throws IOException, InterruptedException {
        String page = Files.readString(Path.of("../docs/rest.md"));
        Map<String, String> variables = new LinkedHashMap<>();
        int examples = 0;
        try (OpenDoor door = OpenDoor.on(redis)) {
            Matcher matcher = EXAMPLE.matcher(page);
            while (matcher.find()) {
                examples++;
                String command = matcher.group(1).replace("localhost:8080", "127.0.0.1:" + door.port());
                for (Map.Entry<String, String> variable : variables.entrySet()) {
                    command = command.replace("$" + variable.getKey(), variable.getValue());
                }
                JsonNode answer = Answer.parse(send(door, command));
                variables.put("TOKEN", answer.at("/jobs/0/token").asText(variables.getOrDefault("TOKEN", "")));
                variables.put("TASK", answer.path("taskID").asText(variables.getOrDefault("TASK", "")));
                same(command, answer, Answer.parse(matcher.group(2)));
            }
        }
        assertThat(examples).isEqualTo(page.split("```sh\n", -1).length - 1).isGreaterThan(12);
    }

    /** What curl would send: only the words that the page uses are known, and any other fails the test. */
    private static String send(OpenDoor door, String command) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = "";
        String body = "";
        boolean typed = false;
        List<String> words = words(command);
        assertThat(words.get(0)).isEqualTo("curl");
        for (int at = 1; at < words.size(); at++) {
            String word = words.get(at);
            switch (word) {
                case "-s" -> {}
                case "-X" -> method = words.get(++at);
                case "-d" -> body = words.get(++at);
                case "-H" -> {
                    String[] header = words.get(++at).split(": ", 2);
                    typed |= header[0].equals("Content-Type");
                    request.header(header[0], header[1]);
                }
                default -> request.uri(URI.create(word));
            }
        }
        if (!body.isEmpty() && !typed) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        request.method(
                method.isEmpty() ? body.isEmpty() ? "GET" : "POST" : method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return door.client().send(request.build(), BodyHandlers.ofString()).body();
    }

    /** As a shell reads them: parted by blanks, whole between single quotes. */
    private static List<String> words(String command) {
        return WORD.matcher(command.replace("\\\n", " "))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }

    private static void same(String where, JsonNode answer, JsonNode shown) {
        if (shown.isTextual() && shown.textValue().equals("…")) {
            assertThat(answer.isMissingNode()).as(where).isFalse();
        } else if (shown.isContainerNode()) {
            assertThat(answer.getNodeType()).as(where).isEqualTo(shown.getNodeType());
            if (answer.has("ended_at") && !shown.has("ended_at")) {
                // An operation over so few jobs may be over before it is told of.
                ((ObjectNode) answer).remove("ended_at");
            }
            assertThat(answer).as(where + ": " + answer).hasSameSizeAs(shown);
            shown.properties()
                    .forEach(member ->
                            same(where + " → " + member.getKey(), answer.path(member.getKey()), member.getValue()));
            for (int i = 0; shown.isArray() && i < shown.size(); i++) {
                same(where + "[" + i + "]", answer.path(i), shown.get(i));
            }
        } else {
            assertThat(answer).as(where).isEqualTo(shown);
        }
    }
}
