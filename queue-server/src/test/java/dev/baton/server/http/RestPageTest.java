package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/rest.md shows is what happens: its commands are run by a shell with curl, one after the other. */
@WithRedis
class RestPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```sh\n(curl .*?)```\n\n```json\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyCommandAnswersWhatThePageSays(RedisUri redis) throws IOException, InterruptedException {
        assumeTrue(isThere(), "curl is not on PATH: the same requests are sent by the other tests");
        String page = Files.readString(Path.of("../docs/rest.md"));
        Map<String, String> variables = new LinkedHashMap<>();
        int examples = 0;
        try (OpenDoor door = OpenDoor.on(redis)) {
            Matcher matcher = EXAMPLE.matcher(page);
            while (matcher.find()) {
                examples++;
                String command = matcher.group(1).replace("localhost:8080", "127.0.0.1:" + door.port());
                JsonNode answer = Answer.parse(run(command, variables));
                variables.put("TOKEN", answer.at("/jobs/0/token").asText(variables.getOrDefault("TOKEN", "")));
                variables.put("TASK", answer.path("taskID").asText(variables.getOrDefault("TASK", "")));
                same(command, answer, Answer.parse(matcher.group(2)));
            }
        }
        assertThat(examples).isEqualTo(page.split("```sh\n", -1).length - 1).isGreaterThan(12);
    }

    private static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder("curl", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String command, Map<String, String> variables) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command);
        shell.environment().putAll(variables);
        shell.environment().put("no_proxy", "127.0.0.1");
        Process process = shell.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command).isZero();
        return output;
    }

    private static void same(String where, JsonNode answer, JsonNode shown) {
        if (shown.isTextual() && shown.textValue().equals("…")) {
            assertThat(answer.isMissingNode()).as(where).isFalse();
        } else if (shown.isContainerNode()) {
            assertThat(answer.getNodeType()).as(where).isEqualTo(shown.getNodeType());
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
