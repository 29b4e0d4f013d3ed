package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;

/** What a client got. */
record Answer(int status, String mediaType, byte[] body, HttpResponse<?> response) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    Answer(HttpResponse<byte[]> response) {
        this(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                response);
    }

    String text() {
        return new String(body, UTF_8);
    }

    JsonNode json() {
        return parse(text());
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** It is an error, told as every error is told. */
    Answer isProblem(int expected) {
        assertThat(status).as(text()).isEqualTo(expected);
        assertThat(mediaType).isEqualTo("application/problem+json");
        JsonNode json = json();
        assertThat(json.path("type").asText()).startsWith("urn:baton:problem:");
        assertThat(json.path("status").asInt()).isEqualTo(expected);
        assertThat(json.path("title").asText()).isNotEmpty();
        assertThat(json.path("detail").asText()).isNotEmpty().doesNotContain("Exception", "dev.baton", "java.", "\n");
        assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
        return this;
    }

    Answer is(int expected) {
        assertThat(status).as(text()).isEqualTo(expected);
        return this;
    }

    String detail() {
        return json().path("detail").asText();
    }
}
