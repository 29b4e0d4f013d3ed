package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.Baton;
import dev.baton.Cancellation;
import dev.baton.Deletion;
import dev.baton.PageRequest;
import dev.baton.Replay;
import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.model.Printable;
import dev.baton.server.access.Role;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looking at jobs, cancelling them, replaying dead ones. */
final class JobRoutes {
    private static final Schema CHANGED = Schema.object("what became of the job")
            .with("id", Schema.text("the job's id"))
            .with("outcome", Schema.word("what was done", List.of("cancelled", "asked", "replayed", "deleted")))
            .with("before", Shapes.STATUS);

    private static final Schema WHY = Schema.object("why a job is not running, or who runs it")
            .with("queue", Schema.text("its queue"))
            .with("id", Schema.text("the job"))
            .with("status", Shapes.STATUS)
            .with(
                    "why",
                    Schema.list(
                            "what stands in its way, the first to be removed first",
                            Schema.object("one reason")
                                    .with("code", Schema.text("one of a few words, for programs"))
                                    .with("text", Schema.text("what is, and what to do about it"))))
            .maybe("ahead", Schema.whole("how many pending jobs are to be claimed before it"))
            .maybe("holder", Schema.text("the worker that has it; empty for a remote consumer"))
            .maybe("claimed_at", Schema.instant("about when it was claimed"))
            .maybe("holder_expires_at", Schema.instant("when the worker's heartbeat or the lease runs out, or did"));

    private final Baton baton;
    private final Redaction redaction;

    JobRoutes(Baton baton, Redaction redaction) {
        this.baton = baton;
        this.redaction = redaction;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/queues/{queue}/jobs", "List jobs, reading at most 4,000 a call")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .path("queue", "the queue")
                        .query(
                                "state",
                                Shapes.STATUS,
                                "only jobs in this status; default: in any, one status after the other")
                        .query("type", Schema.text("a job type"), "only jobs of this type")
                        .query("tag", Schema.text("a tag"), "only jobs with this tag")
                        .query("since", Schema.instant("RFC 3339"), "only jobs enqueued at this instant or later")
                        .query("until", Schema.instant("RFC 3339"), "only jobs enqueued before this instant")
                        .query(
                                "text",
                                Schema.text("1 to 200 characters"),
                                "only jobs with this text in id, payload or error")
                        .query(
                                "error",
                                Schema.text("such as java.io.IOException, or crash"),
                                "only jobs whose last attempt failed with this kind of error")
                        .query("cursor", Schema.text("from the answer before"), "where to go on")
                        .query("limit", Schema.whole("1 to 1000"), "most jobs of the answer, default 50")
                        .answers(
                                200,
                                "Some jobs; none does not mean that none follow: go on while there is a cursor.",
                                Schema.object("jobs")
                                        .with("jobs", Schema.list("without payload and result", Shapes.BRIEF))
                                        .maybe("cursor", Schema.text("asks for what follows; missing at the end"))
                                        .with("read", Schema.whole("how many jobs were read for this answer")))
                        .does(this::search),
                Route.get("/api/v1/queues/{queue}/jobs/{id}", "Look at a job")
                        .forAnyOf(Role.VIEWER, Role.PRODUCER, Role.OPERATOR)
                        .path("queue", "the queue")
                        .path("id", "the job")
                        .answers(200, "All that is known of it.", Shapes.JOB)
                        .refuses(404)
                        .does(this::look),
                Route.get("/api/v1/queues/{queue}/jobs/{id}/why", "Tell why a job is not running")
                        .forAnyOf(Role.VIEWER, Role.PRODUCER, Role.OPERATOR)
                        .path("queue", "the queue")
                        .path("id", "the job")
                        .answers(200, "What stands in its way, or who runs it.", WHY)
                        .refuses(404)
                        .does(this::why),
                Route.delete("/api/v1/queues/{queue}/jobs/{id}", "Delete a job that has ended, before it is forgotten")
                        .forAnyOf(Role.OPERATOR)
                        .deed("delete")
                        .path("queue", "the queue")
                        .path("id", "the job")
                        .answers(200, "Record, result and history are gone.", CHANGED)
                        .refuses(404, 409, 410)
                        .does(this::delete),
                Route.post("/api/v1/queues/{queue}/jobs/{id}/cancel", "Cancel a job")
                        .forAnyOf(Role.OPERATOR)
                        .deed("cancel")
                        .path("queue", "the queue")
                        .path("id", "the job")
                        .answers(200, "It is cancelled.", CHANGED)
                        .answers(202, "It is running; whoever holds it is told, and its outcome decides.", CHANGED)
                        .refuses(404, 409)
                        .does(this::cancel),
                Route.post(
                                "/api/v1/queues/{queue}/jobs/{id}/retry",
                                "Replay a dead job: pending again, its counts cleared")
                        .forAnyOf(Role.OPERATOR)
                        .deed("replay")
                        .path("queue", "the queue")
                        .path("id", "the job")
                        .answers(200, "It is pending again.", CHANGED)
                        .refuses(404, 409, 410)
                        .does(this::replay));
    }

    private CompletableFuture<Reply> look(Ask ask) {
        String id = ask.id();
        return baton.queue(ask.queue())
                .findAsync(id)
                .thenApply(found ->
                        Reply.json(JobJson.full(found.orElseThrow(() -> unknown(ask.queue(), id)), redaction)));
    }

    private CompletableFuture<Reply> search(Ask ask) {
        PageRequest page = new PageRequest(ask.query("cursor").orElse(null), ask.number("limit", 1, Limits.BATCH, 50));
        return baton.queue(ask.queue())
                .searchAsync(JobFilters.of(ask, redaction), page)
                .thenApply(found -> {
                    ObjectNode json = Json.object();
                    ArrayNode jobs = json.putArray("jobs");
                    found.jobs().forEach(job -> jobs.add(JobJson.brief(job)));
                    found.next().ifPresent(next -> json.put("cursor", next.cursor()));
                    return Reply.json(json.put("read", found.read()));
                });
    }

    private CompletableFuture<Reply> why(Ask ask) {
        String id = ask.id();
        return baton.queue(ask.queue())
                .whyAsync(id)
                .thenApply(found ->
                        Reply.json(JobJson.why(ask.queue(), found.orElseThrow(() -> unknown(ask.queue(), id)))));
    }

    private CompletableFuture<Reply> delete(Ask ask) {
        String id = ask.id();
        ask.about(id);
        return baton.queue(ask.queue()).deleteAsync(id).thenApply(found -> deleted(ask, found));
    }

    private static Reply deleted(Ask ask, Deletion found) {
        JobStatus before = found.before().orElseThrow(() -> unknown(ask.queue(), found.id()));
        return switch (found.verdict()) {
            case DELETED -> Reply.json(changed(found.id(), "deleted", before));
            case FORGOTTEN ->
                throw Problem.of(
                                ProblemKind.FORGOTTEN,
                                "The job " + Printable.quote(found.id())
                                        + " was forgotten before: only its id is known, for a while")
                        .thrown();
            default ->
                throw wrongStatus(found.id(), before, "cancel it first, only a job that has ended can be deleted");
        };
    }

    private CompletableFuture<Reply> cancel(Ask ask) {
        String id = ask.id();
        ask.about(id);
        return baton.queue(ask.queue()).cancelAsync(id).thenApply(found -> cancelled(ask, found));
    }

    private static Reply cancelled(Ask ask, Cancellation found) {
        JobStatus before = found.before().orElseThrow(() -> unknown(ask.queue(), found.id()));
        return switch (found.verdict()) {
            case CANCELLED -> Reply.json(changed(found.id(), "cancelled", before));
            case ASKED -> Reply.json(202, changed(found.id(), "asked", before));
            default -> throw wrongStatus(found.id(), before, "only a job that has not ended can be cancelled");
        };
    }

    private CompletableFuture<Reply> replay(Ask ask) {
        String id = ask.id();
        ask.about(id);
        return baton.queue(ask.queue()).replayAsync(id).thenApply(found -> replayed(ask, found));
    }

    private static Reply replayed(Ask ask, Replay found) {
        JobStatus before = found.before().orElseThrow(() -> unknown(ask.queue(), found.id()));
        return switch (found.verdict()) {
            case REPLAYED -> Reply.json(changed(found.id(), "replayed", before));
            case FORGOTTEN ->
                throw Problem.of(
                                ProblemKind.FORGOTTEN,
                                "The job " + Printable.quote(found.id())
                                        + " is dead and its record is gone: enqueue its payload as a new job")
                        .thrown();
            default -> throw wrongStatus(found.id(), before, "only a dead job can be replayed");
        };
    }

    static ProblemException unknown(String queue, String id) {
        return Problem.of(
                        ProblemKind.NOT_FOUND,
                        "The job " + Printable.quote(id) + " is not known in queue " + Printable.quote(queue)
                                + ": use the id that its enqueue answered; ended jobs are forgotten after a while")
                .thrown();
    }

    private static ProblemException wrongStatus(String id, JobStatus status, String right) {
        return Problem.of(
                        ProblemKind.WRONG_STATUS,
                        "The job " + Printable.quote(id) + " is " + status.word() + ": " + right)
                .with("job_status", status.word())
                .thrown();
    }

    private static ObjectNode changed(String id, String outcome, JobStatus before) {
        return Json.object().put("id", id).put("outcome", outcome).put("before", before.word());
    }
}
