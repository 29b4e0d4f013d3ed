package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.Enqueued;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.model.Durations;
import dev.baton.model.Grammar;
import dev.baton.model.JobType;
import dev.baton.model.Limits;
import dev.baton.model.Printable;
import dev.baton.model.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A job that somebody wants enqueued, read and checked as far as that is possible without Redis: what this accepts, the
 * enqueue does not refuse for its form.
 *
 * @param id null for one that Baton makes
 */
record NewJob(
        JobType<JsonNode, JsonNode> type,
        JsonNode payload,
        @Nullable String id,
        Duration delay,
        @Nullable Instant at,
        List<String> tags) {
    private static final Set<String> MEMBERS =
            Set.of("type", "payload", "id", "delay_ms", "at", "attempts", "timeout_ms", "deadline_ms", "tags");

    /** Of a type, with its payload, and nothing else. */
    static NewJob of(String type, JsonNode payload, @Nullable String id) {
        if (id != null) {
            Grammar.requireJobId(id);
        }
        requireFit("", payload);
        return new NewJob(
                JobType.of(type, JsonNode.class, JsonNode.class), payload, id, Duration.ZERO, null, List.of());
    }

    /**
     * Reads one.
     *
     * @param where begins the sentence if something is wrong: empty, or which of many jobs this is
     * @throws ProblemException if it is none
     */
    static NewJob read(String where, JsonNode json) {
        if (!json.isObject()) {
            throw wrong(where, "The job is no object: send {\"type\":…,\"payload\":…}");
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!MEMBERS.contains(name)) {
                throw wrong(
                        where,
                        "The member " + Printable.quote(name) + " is unknown: use type, payload, id, delay_ms, at,"
                                + " attempts, timeout_ms, deadline_ms or tags");
            }
        }
        JsonNode payload = json.has("payload") ? json.get("payload") : NullNode.getInstance();
        try {
            requireFit(where, payload);
            return new NewJob(type(json), payload, id(json), delay(json), at(json), tags(json));
        } catch (IllegalArgumentException e) {
            throw wrong(where, String.valueOf(e.getMessage()));
        }
    }

    NewJob withId(String newId) {
        return new NewJob(type, payload, newId, delay, at, tags);
    }

    CompletableFuture<JobHandle<JsonNode>> enqueue(JobQueue queue) {
        return queue.enqueueAsync(type, payload, options -> {
            if (id != null) {
                options.id(id);
            }
            if (at != null) {
                options.at(at);
            } else {
                options.delay(delay);
            }
            options.tags(tags.toArray(String[]::new));
        });
    }

    /** What an enqueue found, as a word. */
    static String outcome(Enqueued found) {
        if (found instanceof Enqueued.AlreadyExists known) {
            return known.sameContent() ? "exists" : "other-content";
        }
        return "created";
    }

    private static JobType<JsonNode, JsonNode> type(JsonNode json) {
        JsonNode name = json.get("type");
        if (name == null || !name.isTextual()) {
            throw new IllegalArgumentException("The job has no type: send its name as \"type\"");
        }
        JobType<JsonNode, JsonNode> type = JobType.of(name.textValue(), JsonNode.class, JsonNode.class);
        if (json.has("attempts")) {
            long attempts = number(json, "attempts");
            type = type.retry(
                    RetryPolicy.attempts((int) Math.max(Integer.MIN_VALUE, Math.min(attempts, Integer.MAX_VALUE))));
        }
        if (json.has("timeout_ms")) {
            type = type.timeout(Duration.ofMillis(number(json, "timeout_ms")));
        }
        if (json.has("deadline_ms")) {
            type = type.deadline(Duration.ofMillis(number(json, "deadline_ms")));
        }
        return type;
    }

    private static @Nullable String id(JsonNode json) {
        JsonNode id = json.get("id");
        if (id == null || id.isNull()) {
            return null;
        }
        if (!id.isTextual()) {
            throw new IllegalArgumentException(
                    "The id " + Printable.quote(id.toString()) + " is no text: put it in quotes");
        }
        return Grammar.requireJobId(id.textValue());
    }

    private static Duration delay(JsonNode json) {
        if (!json.has("delay_ms")) {
            return Duration.ZERO;
        }
        if (json.has("at")) {
            throw new IllegalArgumentException("The job has both delay_ms and at: send one of them");
        }
        return Durations.requireDelay("delay", Duration.ofMillis(number(json, "delay_ms")));
    }

    private static @Nullable Instant at(JsonNode json) {
        JsonNode at = json.get("at");
        if (at == null) {
            return null;
        }
        Instant start;
        try {
            start = Instant.from(java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(at.asText()));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("The start time " + Printable.quote(at.asText())
                    + " is no instant: use RFC 3339 such as 2026-11-28T12:00:00Z");
        }
        // A day less than the enqueue allows, so that it cannot be refused between here and there.
        if (start.isAfter(Instant.now().plus(Limits.LONGEST).minus(Duration.ofDays(1)))) {
            throw new IllegalArgumentException("The start time " + start + " is not allowed: use one within 3649 days");
        }
        return start;
    }

    private static List<String> tags(JsonNode json) {
        JsonNode labels = json.get("tags");
        if (labels == null) {
            return List.of();
        }
        if (!labels.isArray() || labels.size() > Limits.TAGS) {
            throw new IllegalArgumentException(
                    "The tags are not allowed: use a list of 0 to " + Limits.TAGS + " names");
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode label : labels) {
            tags.add(Grammar.requireTag(label.isTextual() ? label.textValue() : label.toString()));
        }
        return tags;
    }

    private static long number(JsonNode json, String name) {
        JsonNode number = json.get(name);
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw new IllegalArgumentException("The " + name + " " + Printable.quote(number.toString())
                    + " is no whole number: send one without quotes");
        }
        return number.longValue();
    }

    private static void requireFit(String where, JsonNode payload) {
        int bytes = Json.write(payload).length;
        if (bytes > Limits.PAYLOAD_BYTES) {
            throw Problem.of(
                            ProblemKind.TOO_LARGE,
                            where + "The payload has " + bytes + " bytes of JSON, the limit is " + Limits.PAYLOAD_BYTES
                                    + ": store the data elsewhere and enqueue where it is")
                    .thrown();
        }
    }

    private static ProblemException wrong(String where, String sentence) {
        return ProblemException.malformed(where + sentence);
    }
}
