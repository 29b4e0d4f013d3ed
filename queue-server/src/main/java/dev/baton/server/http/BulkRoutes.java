package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.Baton;
import dev.baton.BulkOperation.Action;
import dev.baton.DeadGroups;
import dev.baton.JobFilter;
import dev.baton.model.Printable;
import dev.baton.server.access.Role;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Many jobs at once: dead ones by group, and the same done with all that a filter fits. */
final class BulkRoutes {
    private static final Map<String, Action> ACTIONS =
            Map.of("cancel", Action.CANCEL, "retry", Action.REPLAY, "delete", Action.DELETE);
    private static final List<String> ACTION_WORDS = List.of("cancel", "retry", "delete");

    private static final Schema OPERATION = Schema.object("a bulk operation")
            .with("operation", Schema.text("its id"))
            .with("queue", Schema.text("the queue"))
            .with("action", Schema.word("what is done with each job", ACTION_WORDS))
            .with("filter", Schema.object("which jobs, as it was asked for"))
            .with("state", Schema.word("how it stands", List.of("running", "finished", "stopped", "failed")))
            .with("read", Schema.whole("how many jobs were read"))
            .with("about", Schema.whole("how many there were to read when it started"))
            .with("matched", Schema.whole("how many of those read fitted the filter"))
            .with("changed", Schema.whole("how many of these were changed"))
            .with("refused", Schema.whole("how many were not: their status had changed, or they want a decision each"))
            .with("started_at", Schema.instant("when it was started"))
            .maybe("ended_at", Schema.instant("when it ended"))
            .maybe("error", Schema.text("why it failed"));

    private static final Schema GROUP = Schema.object("dead jobs that may have the same cause")
            .with("type", Schema.text("their job type; empty if their records cannot be read"))
            .with("error", Schema.text("the kind of their last error; empty if none was noted"))
            .with("jobs", Schema.whole("how many"))
            .with("first_at", Schema.instant("when the first of them died"))
            .with("last_at", Schema.instant("when the last of them died"))
            .with(
                    "example",
                    Schema.object("the one that died last")
                            .with("id", Schema.text("its id"))
                            .with("message", Schema.text("what its last error said")));

    private final Baton baton;
    private final Operations operations;
    private final Redaction redaction;

    BulkRoutes(Baton baton, Operations operations, Redaction redaction) {
        this.baton = baton;
        this.redaction = redaction;
        this.operations = operations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                "/api/v1/queues/{queue}/dead",
                                "Group dead jobs by type and error, reading at most 4,000 a call")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .path("queue", "the queue")
                        .query("cursor", Schema.text("from the answer before"), "where to go on")
                        .answers(
                                200,
                                "Groups of the dead jobs that were read; those of further answers are to be added.",
                                Schema.object("groups")
                                        .with("groups", Schema.list("the largest first, at most 1000", GROUP))
                                        .with("read", Schema.whole("how many dead jobs were read for this answer"))
                                        .maybe("cursor", Schema.text("asks for what follows; missing at the end")))
                        .does(this::groups),
                Route.post("/api/v1/queues/{queue}/bulk", "Do the same with every job that a filter fits")
                        .forAnyOf(Role.OPERATOR)
                        .deed("bulk")
                        .path("queue", "the queue")
                        .takes(bulk())
                        .answers(202, "It was started; look at it until it has ended.", OPERATION)
                        .does(this::start),
                Route.get("/api/v1/operations", "List bulk operations of this gateway, the latest first")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .answers(
                                200,
                                "Those that run, and the latest 100 that have ended.",
                                Schema.object("operations")
                                        .with("operations", Schema.list("the latest first", OPERATION)))
                        .does(ask -> {
                            ObjectNode json = Json.object();
                            ArrayNode list = json.putArray("operations");
                            operations.list().forEach(list::add);
                            return Futures.done(Reply.json(json));
                        }),
                Route.get("/api/v1/operations/{operation}", "Look at a bulk operation")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .path("operation", "its id")
                        .answers(200, "How far it has come.", OPERATION)
                        .refuses(404)
                        .does(ask -> Futures.done(Reply.json(operations.look(ask.path("operation"))))),
                Route.post("/api/v1/operations/{operation}/stop", "Stop a bulk operation")
                        .forAnyOf(Role.OPERATOR)
                        .deed("stop")
                        .path("operation", "its id")
                        .answers(200, "It ends after the jobs that it is at; what it changed stays changed.", OPERATION)
                        .refuses(404)
                        .does(ask -> {
                            ask.about(ask.path("operation"));
                            return Futures.done(Reply.json(operations.stop(ask.path("operation"))));
                        }));
    }

    private static Schema bulk() {
        return Schema.object("what is to be done with which jobs")
                .with("action", Schema.word("what is done with each job", ACTION_WORDS))
                .maybe("state", Shapes.STATUS)
                .maybe("type", Schema.text("only jobs of this type"))
                .maybe("tag", Schema.text("only jobs with this tag"))
                .maybe("since", Schema.instant("only jobs enqueued at this instant or later"))
                .maybe("until", Schema.instant("only jobs enqueued before this instant"))
                .maybe("text", Schema.text("only jobs with this text in id, payload or error"))
                .maybe("error", Schema.text("only jobs whose last attempt failed with this kind of error"));
    }

    private CompletableFuture<Reply> groups(Ask ask) {
        return baton.queue(ask.queue())
                .deadGroupsAsync(ask.query("cursor").orElse(null))
                .thenApply(found -> {
                    ObjectNode json = Json.object();
                    ArrayNode groups = json.putArray("groups");
                    found.groups().forEach(group -> groups.add(group(group)));
                    json.put("read", found.read());
                    found.next().ifPresent(cursor -> json.put("cursor", cursor));
                    return Reply.json(json);
                });
    }

    private static ObjectNode group(DeadGroups.DeadGroup group) {
        ObjectNode json = Json.object()
                .put("type", group.type())
                .put("error", group.error())
                .put("jobs", group.jobs())
                .put("first_at", group.first().toString())
                .put("last_at", group.last().toString());
        json.putObject("example").put("id", group.exampleId()).put("message", group.exampleMessage());
        return json;
    }

    private CompletableFuture<Reply> start(Ask ask) {
        String queue = ask.queue();
        JsonNode body = ask.json();
        String word = action(body);
        Action action = Objects.requireNonNull(ACTIONS.get(word));
        Map<String, String> words = JobFilters.words(body);
        JobFilter filter = JobFilters.of(words, redaction);
        ask.about(word + " " + words);
        return Futures.done(Reply.json(
                202,
                operations.start(queue, word, words, () -> baton.queue(queue).bulk(action, filter))));
    }

    private static String action(JsonNode body) {
        if (!body.isObject()) {
            throw ProblemException.malformed(
                    "The body is no object: send {\"action\":\"cancel\",\"state\":\"pending\"}");
        }
        List<String> known = new ArrayList<>(List.of("action"));
        known.addAll(JobFilter.WORDS);
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw ProblemException.malformed(
                        "The member " + Printable.quote(name) + " is unknown: use " + String.join(", ", known));
            }
        }
        String word = body.path("action").asText("");
        if (!ACTIONS.containsKey(word)) {
            throw ProblemException.malformed(
                    "The action " + Printable.quote(word) + " is none: use " + String.join(", ", ACTION_WORDS));
        }
        return word;
    }
}
