package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.Baton;
import dev.baton.Enqueued;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Printable;
import dev.baton.server.access.Role;
import dev.baton.store.InspectStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The few plain paths of small task systems, on one queue: their scripts go on working. */
final class PlainRoutes {
    private static final String NOT_FINISHED = "pending or not found";

    private final JobQueue queue;
    private final InspectStore inspection;
    private final String type;
    private final Redaction redaction;

    PlainRoutes(Baton baton, InspectStore inspection, HttpSettings settings) {
        queue = baton.queue(settings.queue());
        this.inspection = inspection;
        type = settings.type();
        redaction = settings.redaction();
    }

    List<Route> routes() {
        return List.of(
                Route.post("/tasks", "Enqueue a job whose payload is the body")
                        .forAnyOf(Role.PRODUCER)
                        .deed("enqueue")
                        .mayTake(
                                Schema.any("the payload, any JSON or text"),
                                Json.MEDIA_TYPE,
                                "text/plain",
                                "application/x-www-form-urlencoded",
                                "")
                        .answers(
                                201,
                                "It is enqueued.",
                                Schema.object("a task").with("taskID", Schema.text("the job's id")))
                        .refuses(413)
                        .does(this::task),
                Route.get("/tasks/{id}/status", "The status of a job")
                        .forAnyOf(Role.VIEWER, Role.PRODUCER, Role.OPERATOR)
                        .path("id", "the job")
                        .answers(200, "Its status.", Schema.object("a task").with("status", Shapes.STATUS))
                        .refuses(404)
                        .does(this::taskStatus),
                Route.post("/submit", "Enqueue a job of a type")
                        .forAnyOf(Role.PRODUCER)
                        .deed("enqueue")
                        .takes(Schema.object("a task")
                                .maybe("id", Schema.text("its id, default: a new one"))
                                .with("type", Schema.text("the job type"))
                                .with("payload", Schema.any("any JSON")))
                        .answers(
                                200,
                                "It is enqueued, or was already with the same content.",
                                Schema.object("a task")
                                        .with("message", Schema.text("always the same"))
                                        .with("task_id", Schema.text("the job's id"))
                                        .with("status", Shapes.STATUS))
                        .refuses(409, 413)
                        .does(this::submit),
                Route.get("/status/{id}", "The result of a job")
                        .forAnyOf(Role.VIEWER, Role.PRODUCER, Role.OPERATOR)
                        .path("id", "the job")
                        .answers(
                                200,
                                "Its result or its error, or that it has not ended or is not known.",
                                Schema.object("a task")
                                        .with("task_id", Schema.text("the job's id"))
                                        .maybe("status", Schema.word("if it has not ended", List.of(NOT_FINISHED)))
                                        .maybe("success", Schema.flag("if it has"))
                                        .maybe("data", Schema.any("the result"))
                                        .maybe("redacted", Schema.flag("if fields of the result are hidden"))
                                        .maybe("error", Schema.text("what went wrong"))
                                        .maybe("processed_at", Schema.any("when it ended, RFC 3339")))
                        .does(this::result),
                Route.get("/stats", "What became of all jobs")
                        .forAnyOf(Role.VIEWER, Role.PRODUCER, Role.OPERATOR)
                        .answers(
                                200,
                                "Counts since the queue exists, and how many jobs wait now.",
                                Schema.object("counts")
                                        .with("total_processed", Schema.whole("successful and failed"))
                                        .with("successful", Schema.whole("done"))
                                        .with("failed", Schema.whole("dead"))
                                        .with("queue_length", Schema.whole("pending")))
                        .does(ask -> stats()));
    }

    private CompletableFuture<Reply> task(Ask ask) {
        return enqueue(ask, NewJob.of(type, payload(ask), null))
                .thenApply(job -> Reply.json(201, Json.object().put("taskID", job.id()))
                        .header("Location", "/tasks/" + job.id() + "/status"));
    }

    /** JSON if it says so; what says nothing is JSON if it can be, and text if not: such is what curl sends by itself. */
    private static JsonNode payload(Ask ask) {
        if (ask.body().length == 0) {
            return NullNode.getInstance();
        }
        String mediaType = Guard.mediaType(ask.header("Content-Type").orElse(""));
        if (mediaType.equals(Json.MEDIA_TYPE)) {
            return ask.json();
        }
        String text = Json.text(ask.body());
        if (mediaType.equals("text/plain")) {
            return TextNode.valueOf(text);
        }
        try {
            return ask.json();
        } catch (ProblemException e) {
            return TextNode.valueOf(text);
        }
    }

    private CompletableFuture<Reply> taskStatus(Ask ask) {
        String id = ask.id();
        return queue.statusAsync(id)
                .thenApply(found -> Reply.json(Json.object()
                        .put(
                                "status",
                                found.orElseThrow(() -> JobRoutes.unknown(queue.name(), id))
                                        .word())));
    }

    private CompletableFuture<Reply> submit(Ask ask) {
        JsonNode body = ask.json();
        for (String name : (Iterable<String>) body::fieldNames) {
            if (!List.of("id", "type", "payload").contains(name)) {
                throw ProblemException.malformed(
                        "The member " + Printable.quote(name) + " is unknown here: use id, type and payload");
            }
        }
        return enqueue(ask, NewJob.read("", body)).thenApply(job -> {
            Enqueued found = job.enqueued().orElseThrow();
            if (NewJob.outcome(found).equals("other-content")) {
                throw Problem.of(
                                ProblemKind.OTHER_CONTENT,
                                "The id " + Printable.quote(job.id()) + " is taken by another task: choose another id")
                        .with("task_id", job.id())
                        .thrown();
            }
            return Reply.json(Json.object()
                    .put("message", "Task submitted successfully")
                    .put("task_id", job.id())
                    .put("status", found.status().word()));
        });
    }

    private CompletableFuture<JobHandle<JsonNode>> enqueue(Ask ask, NewJob job) {
        return job.enqueue(queue).whenComplete((handle, failure) -> {
            if (handle != null) {
                ask.about(handle.id());
            }
        });
    }

    private CompletableFuture<Reply> result(Ask ask) {
        String id = ask.id();
        return queue.findAsync(id)
                .thenCompose(found -> endedAt(id, found).thenApply(at -> Reply.json(result(id, found, at))));
    }

    /** The view knows it only of jobs that left something to tell; the others stand in the list of the done ones. */
    private CompletableFuture<Optional<Instant>> endedAt(String id, Optional<JobView> found) {
        Optional<Instant> known = found.flatMap(job -> Optional.ofNullable(job.finishedAt()));
        boolean done = found.filter(job -> job.status() == JobStatus.DONE).isPresent();
        return done && known.isEmpty() ? inspection.doneAt(queue.name(), id) : CompletableFuture.completedFuture(known);
    }

    private ObjectNode result(String id, Optional<JobView> found, Optional<Instant> endedAt) {
        ObjectNode json = Json.object().put("task_id", id);
        JobView job = found.filter(known -> known.status().isTerminal()).orElse(null);
        if (job == null) {
            return json.put("status", NOT_FINISHED);
        }
        boolean success = job.status() == JobStatus.DONE;
        json.put("success", success);
        if (success) {
            byte[] data = job.result();
            if (data == null) {
                json.set("data", NullNode.getInstance());
            } else {
                JobJson.put(json, "data", redaction.shown(queue.name(), Redaction.Part.RESULT, data));
            }
        } else {
            json.put("error", error(job));
        }
        return json.put("processed_at", endedAt.map(Instant::toString).orElse(null));
    }

    private static String error(JobView job) {
        if (job.reason() != null) {
            return job.reason();
        }
        return job.lastError()
                .map(error -> error.error() + ": " + error.message())
                .orElse(job.status().word());
    }

    private CompletableFuture<Reply> stats() {
        return queue.statsAsync().thenApply(stats -> {
            long successful = stats.counters().getOrDefault("done", 0L);
            long failed = stats.counters().getOrDefault("dead", 0L);
            return Reply.json(Json.object()
                    .put("total_processed", successful + failed)
                    .put("successful", successful)
                    .put("failed", failed)
                    .put("queue_length", stats.pending()));
        });
    }
}
