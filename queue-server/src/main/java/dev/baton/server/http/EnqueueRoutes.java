package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.Baton;
import dev.baton.Enqueued;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.model.Limits;
import dev.baton.model.Printable;
import dev.baton.server.access.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Enqueues, one job or many a request. */
final class EnqueueRoutes {
    private static final String KEY = "Idempotency-Key";
    private static final int LONGEST_KEY = 255;
    private static final int ID_DIGITS = 32;

    private final Baton baton;

    EnqueueRoutes(Baton baton) {
        this.baton = baton;
    }

    List<Route> routes() {
        return List.of(Route.post("/api/v1/queues/{queue}/jobs", "Enqueue a job, or up to 1000")
                .forAnyOf(Role.PRODUCER)
                .deed("enqueue")
                .path("queue", "the queue; it need not exist yet")
                .header(
                        KEY,
                        "makes a repeated request enqueue nothing twice: 1 to 255 visible characters of your choice")
                .takes(Schema.either(
                        Shapes.NEW_JOB,
                        Schema.object("many jobs").with("jobs", Schema.list("1 to 1000 of them", Shapes.NEW_JOB))))
                .answers(201, "The job is enqueued.", Shapes.ENQUEUED)
                .answers(
                        200,
                        "A job with this id and content was there already; or, for many, what became of each, in order.",
                        Schema.either(
                                Shapes.ENQUEUED,
                                Schema.object("many").with("jobs", Schema.list("in order", Shapes.ENQUEUED))))
                .refuses(409, 413)
                .does(this::enqueue));
    }

    private CompletableFuture<Reply> enqueue(Ask ask) {
        JobQueue queue = baton.queue(ask.queue());
        JsonNode body = ask.json();
        Optional<String> key = ask.header(KEY).map(EnqueueRoutes::requireKey);
        return body.has("jobs") ? enqueueMany(ask, queue, body, key) : enqueueOne(ask, queue, body, key);
    }

    private static CompletableFuture<Reply> enqueueOne(Ask ask, JobQueue queue, JsonNode body, Optional<String> key) {
        NewJob job = keyed(NewJob.read("", body), key.map(text -> idOf(text, queue.name())));
        ask.about(job.id() == null ? "" : job.id());
        return job.enqueue(queue).thenApply(handle -> {
            ask.about(handle.id());
            return one(queue.name(), handle);
        });
    }

    private static Reply one(String queue, JobHandle<JsonNode> handle) {
        Enqueued found = handle.enqueued().orElseThrow();
        String outcome = NewJob.outcome(found);
        if (outcome.equals("other-content")) {
            throw Problem.of(
                            ProblemKind.OTHER_CONTENT,
                            "The id " + Printable.quote(handle.id()) + " is taken by a job of other content in queue "
                                    + queue + ": choose another id")
                    .with("id", handle.id())
                    .with("job_status", found.status().word())
                    .thrown();
        }
        ObjectNode json = Json.object()
                .put("id", handle.id())
                .put("outcome", outcome)
                .put("status", found.status().word());
        return Reply.json(outcome.equals("created") ? 201 : 200, json)
                .header("Location", "/api/v1/queues/" + queue + "/jobs/" + handle.id());
    }

    /** All are read and checked before the first is sent. */
    private static CompletableFuture<Reply> enqueueMany(Ask ask, JobQueue queue, JsonNode body, Optional<String> key) {
        JsonNode wanted = body.get("jobs");
        if (body.size() != 1 || !wanted.isArray() || wanted.isEmpty() || wanted.size() > Limits.BATCH) {
            throw ProblemException.malformed(
                    "The jobs are not allowed: send {\"jobs\":[…]} alone, with 1 to " + Limits.BATCH);
        }
        List<NewJob> jobs = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            int index = i;
            jobs.add(keyed(
                    NewJob.read("jobs[" + i + "]: ", wanted.get(i)),
                    key.map(text -> idOf(text, queue.name()) + "-" + index)));
        }
        ask.about(jobs.size() + " jobs");
        List<CompletableFuture<ObjectNode>> answers = new ArrayList<>(jobs.size());
        for (NewJob job : jobs) {
            answers.add(job.enqueue(queue)
                    .handle((handle, failure) -> handle == null ? failed(job, failure) : answer(handle)));
        }
        return Futures.all(answers).thenApply(all -> {
            ObjectNode json = Json.object();
            ArrayNode list = json.putArray("jobs");
            all.forEach(list::add);
            return Reply.json(json);
        });
    }

    private static ObjectNode answer(JobHandle<JsonNode> handle) {
        Enqueued found = handle.enqueued().orElseThrow();
        return Json.object()
                .put("id", handle.id())
                .put("outcome", NewJob.outcome(found))
                .put("status", found.status().word());
    }

    private static ObjectNode failed(NewJob job, Throwable failure) {
        Problem problem = Problems.of(failure);
        return Json.object()
                .put("id", idOf(job, failure))
                .put("outcome", problem.kind() == ProblemKind.UNKNOWN_EFFECT ? "unknown" : "refused")
                .put("detail", problem.detail());
    }

    /** The id to repeat an uncertain enqueue with. */
    private static String idOf(NewJob job, Throwable failure) {
        Throwable cause = failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause instanceof dev.baton.UncertainEnqueueException uncertain) {
            return uncertain.ids().get(0);
        }
        return job.id() == null ? "" : job.id();
    }

    private static NewJob keyed(NewJob job, Optional<String> id) {
        if (id.isPresent() && job.id() != null) {
            throw ProblemException.malformed("The job has an id and the request an " + KEY + ": send one of them");
        }
        return id.map(job::withId).orElse(job);
    }

    private static String requireKey(String key) {
        boolean visible = key.chars().allMatch(c -> c > ' ' && c < 127);
        if (key.isEmpty() || key.length() > LONGEST_KEY || !visible) {
            throw ProblemException.malformed("The " + KEY + " " + Printable.quote(key) + " is not allowed: use 1 to "
                    + LONGEST_KEY + " visible characters of ASCII");
        }
        return key;
    }

    /** The same key in the same queue gives the same id: so the id itself keeps the promise. */
    private static String idOf(String key, String queue) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((key + "\n" + queue).getBytes(StandardCharsets.UTF_8));
            return "idem-" + HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
