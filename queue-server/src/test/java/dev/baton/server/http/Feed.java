package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One who listens by server-sent events, as a browser does. */
final class Feed implements AutoCloseable {
    private static final Event END = new Event(Map.of());

    private final HttpResponse<Stream<String>> response;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile String lastId = "";

    /** @param fields id, event, data, and comment for what stands behind a colon; those that there are */
    record Event(Map<String, String> fields) {
        String name() {
            return fields.getOrDefault("event", "");
        }

        JsonNode data() {
            return Answer.parse(fields.getOrDefault("data", "null"));
        }

        /** In a word or two. */
        String words() {
            return (data().path("id").asText() + " " + data().path("status").asText(name())).strip();
        }
    }

    private Feed(HttpResponse<Stream<String>> response) {
        this.response = response;
        Thread reading = new Thread(this::read, "feed");
        reading.setDaemon(true);
        reading.start();
    }

    static Feed of(OpenDoor door, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(door.uri(path)).header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<Stream<String>> response = door.client().send(request.build(), BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            return new Feed(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            for (String line : (Iterable<String>) response.body()::iterator) {
                if (!line.isEmpty()) {
                    int colon = line.indexOf(':');
                    fields.put(
                            colon == 0 ? "comment" : line.substring(0, colon),
                            line.substring(colon + 1).strip());
                    continue;
                }
                lastId = fields.getOrDefault("id", lastId);
                events.add(new Event(Map.copyOf(fields)));
                fields.clear();
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            // Cut off, perhaps before the first line was waited for: an end, too.
            fields.clear();
        }
        events.add(END);
    }

    String lastId() {
        return lastId;
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The next block, comments and all. */
    Event block() {
        try {
            Event event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("an event within 20 seconds").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next event that is one. */
    Event next() {
        Event event = block();
        while (event != END && !event.fields().containsKey("data")) {
            event = block();
        }
        assertThat(event).as("an event, not the end").isNotSameAs(END);
        return event;
    }

    /** So many of them, in words. */
    List<String> words(int many) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            words.add(next().words());
        }
        return words;
    }

    /** Waits for the end, whatever comes before it. */
    void awaitEnd() {
        Event event = block();
        while (event != END) {
            event = block();
        }
    }

    @Override
    public void close() {
        response.body().close();
    }
}
