package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.Baton;
import dev.baton.model.Printable;
import dev.baton.model.QueueStats;
import dev.baton.server.access.Role;
import dev.baton.store.InspectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looking at queues, pausing them. */
final class QueueRoutes {
    private static final int MOST = 1000;
    private static final int PAGE = 100;
    private static final int MOST_WORKERS = 100;
    private static final int FARTHEST = 100_000;
    private static final Schema PAUSED = Schema.object("a queue")
            .with("queue", Schema.text("its name"))
            .with("paused", Schema.flag("whether claims are refused now"))
            .with("changed", Schema.flag("whether this request changed it"));

    private final Baton baton;
    private final InspectStore store;
    private final String redis;

    /** @param redis where the queues are, without secrets */
    QueueRoutes(Baton baton, InspectStore store, String redis) {
        this.baton = baton;
        this.store = store;
        this.redis = redis;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/queues", "List queues with their sizes, by name")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .query("limit", Schema.whole("1 to 1000"), "most queues of the answer, default 100")
                        .query("after", Schema.text("a name"), "only queues whose name comes after this one")
                        .answers(
                                200,
                                "Some queues.",
                                Schema.object("queues")
                                        .with("queues", Schema.list("by name", Shapes.STATS))
                                        .with(
                                                "more",
                                                Schema.flag("whether others follow: ask for those after the last"))
                                        .with("redis", Schema.text("the Redis where they are, for ./baton --redis")))
                        .does(this::list),
                Route.get("/api/v1/queues/{queue}", "Look at a queue")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .path("queue", "the queue")
                        .answers(200, "Its sizes and counters.", Shapes.STATS)
                        .refuses(404)
                        .does(this::look),
                Route.get("/api/v1/queues/{queue}/workers", "Who works on a queue, and on what")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .path("queue", "the queue")
                        .query("limit", Schema.whole("1 to 100"), "most workers of the answer, default 100")
                        .query("offset", Schema.whole("0 to 100000"), "how many to leave out, default 0")
                        .query("jobs", Schema.whole("0 to 100"), "how many jobs are shown of each, default 10")
                        .answers(
                                200,
                                "The latest heartbeat first; those that expired within the last day too.",
                                Shapes.WORKERS)
                        .does(this::workers),
                Route.post("/api/v1/queues/{queue}/pause", "Stop all claims from a queue")
                        .forAnyOf(Role.OPERATOR)
                        .deed("pause")
                        .path("queue", "the queue")
                        .answers(200, "It is paused.", PAUSED)
                        .does(ask ->
                                baton.queue(ask.queue()).pauseAsync().thenApply(changed -> paused(ask, true, changed))),
                Route.post("/api/v1/queues/{queue}/resume", "End a pause")
                        .forAnyOf(Role.OPERATOR)
                        .deed("resume")
                        .path("queue", "the queue")
                        .answers(200, "It is not paused.", PAUSED)
                        .does(ask -> baton.queue(ask.queue())
                                .resumeAsync()
                                .thenApply(changed -> paused(ask, false, changed))));
    }

    private CompletableFuture<Reply> list(Ask ask) {
        int limit = ask.number("limit", 1, MOST, PAGE);
        String after = ask.query("after").orElse("");
        return baton.queuesAsync().thenCompose(names -> {
            List<String> wanted = names.stream()
                    .filter(name -> name.compareTo(after) > 0)
                    .sorted()
                    .limit(limit + 1L)
                    .toList();
            List<String> page = wanted.subList(0, Math.min(limit, wanted.size()));
            return Futures.all(page.stream()
                            .map(name -> baton.queue(name).statsAsync())
                            .toList())
                    .thenApply(stats -> listed(stats, wanted.size() > limit));
        });
    }

    private Reply listed(List<QueueStats> stats, boolean more) {
        ObjectNode json = Json.object();
        ArrayNode queues = json.putArray("queues");
        stats.forEach(queue -> queues.add(JobJson.stats(queue)));
        return Reply.json(json.put("more", more).put("redis", redis));
    }

    private CompletableFuture<Reply> look(Ask ask) {
        String name = ask.queue();
        return baton.queuesAsync().thenCompose(names -> {
            if (!names.contains(name)) {
                throw neverUsed(name);
            }
            return baton.queue(name).statsAsync().thenApply(stats -> Reply.json(JobJson.stats(stats)));
        });
    }

    static ProblemException neverUsed(String queue) {
        return Problem.of(
                        ProblemKind.NOT_FOUND,
                        "The queue " + Printable.quote(queue) + " was never used: enqueue a job, and it is there")
                .thrown();
    }

    private CompletableFuture<Reply> workers(Ask ask) {
        int limit = ask.number("limit", 1, MOST_WORKERS, MOST_WORKERS);
        int offset = ask.number("offset", 0, FARTHEST, 0);
        return store.workers(ask.queue(), offset, limit, ask.number("jobs", 0, MOST_WORKERS, 10))
                .thenApply(views -> {
                    ObjectNode json = Json.object();
                    ArrayNode workers = json.putArray("workers");
                    views.forEach(view -> workers.add(JobJson.worker(view)));
                    return Reply.json(json.put("more", views.size() == limit));
                });
    }

    private static Reply paused(Ask ask, boolean paused, boolean changed) {
        return Reply.json(
                Json.object().put("queue", ask.queue()).put("paused", paused).put("changed", changed));
    }
}
