package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.store.EventPosition;
import dev.baton.store.LiveEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Live events in words: of a stream of server-sent events, and of a WebSocket. A position stands with the last event of a line,
 * for only behind that it is safe to go on.
 */
final class EventText {
    static final String MEDIA_TYPE = "text/event-stream";

    private EventText() {}

    /** At once, so that whoever waits for the answer sees that it has begun. */
    static byte[] opening() {
        return ": listening\n\n".getBytes(UTF_8);
    }

    static byte[] sent(List<LiveEvent> events) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < events.size(); i++) {
            EventPosition position = endOfLine(events, i);
            if (position != null) {
                text.append("id: ").append(position).append('\n');
            }
            text.append("event: ").append(name(events.get(i))).append("\ndata: ");
            text.append(new String(Json.write(json(events.get(i))), UTF_8)).append("\n\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    /** A comment, and the position for a return: who wants few events is not sent back over all that were not for him. */
    static byte[] beatSent(EventPosition position) {
        return (": beat\nid: " + position + "\n\n").getBytes(UTF_8);
    }

    /** A message each. */
    static List<byte[]> messages(List<LiveEvent> events) {
        List<byte[]> messages = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            ObjectNode json = Json.object().put("event", name(events.get(i)));
            json.setAll(json(events.get(i)));
            EventPosition position = endOfLine(events, i);
            if (position != null) {
                json.put("position", position.toString());
            }
            messages.add(Json.write(json));
        }
        return messages;
    }

    static byte[] beatMessage(EventPosition position) {
        return Json.write(Json.object().put("event", "beat").put("position", position.toString()));
    }

    private static String name(LiveEvent event) {
        if (event instanceof LiveEvent.Moved) {
            return "job";
        }
        return event instanceof LiveEvent.Paused ? "queue" : "gap";
    }

    private static ObjectNode json(LiveEvent event) {
        ObjectNode json = Json.object().put("queue", event.queue());
        if (event instanceof LiveEvent.Moved moved) {
            json.put("id", moved.id())
                    .put("status", moved.status().word())
                    .put("at", moved.at().toString());
        } else if (event instanceof LiveEvent.Paused paused) {
            json.put("status", paused.paused() ? "paused" : "resumed")
                    .put("at", paused.at().toString());
        }
        return json;
    }

    private static @Nullable EventPosition endOfLine(List<LiveEvent> events, int at) {
        EventPosition position = position(events.get(at));
        boolean goesOn = position != null && at + 1 < events.size() && position.equals(position(events.get(at + 1)));
        return goesOn ? null : position;
    }

    private static @Nullable EventPosition position(LiveEvent event) {
        if (event instanceof LiveEvent.Moved moved) {
            return moved.position();
        }
        return event instanceof LiveEvent.Paused paused ? paused.position() : null;
    }
}
