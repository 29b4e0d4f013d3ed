package dev.baton.server.http;

import dev.baton.Baton;
import dev.baton.model.QueueStats;
import dev.baton.server.access.Role;
import dev.baton.server.live.LiveDesk;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** For those who watch the gateway: whether it lives, whether it can work, and its figures. */
final class WatchRoutes {
    /** A probe that waits longer has its answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int MOST_QUEUES = 100;
    private static final Schema FINE = Schema.object("all is well").with("status", Schema.word("fine", List.of("ok")));

    private final Baton baton;
    private final LiveDesk live;
    private final HttpMetrics metrics;

    WatchRoutes(Baton baton, LiveDesk live, HttpMetrics metrics) {
        this.baton = baton;
        this.live = live;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/healthz", "Whether the gateway lives")
                        .answers(200, "It does.", FINE)
                        .does(ask -> Futures.done(fine())),
                Route.get("/readyz", "Whether the gateway can work: whether Redis answers")
                        .answers(200, "It can.", FINE)
                        .does(ask -> ready()),
                Route.get("/metrics", "Figures for Prometheus, of the first 100 queues by name")
                        .forAnyOf(Role.VIEWER, Role.OPERATOR)
                        .answersText("Figures.", Exposition.MEDIA_TYPE)
                        .does(ask -> metrics()));
    }

    private static Reply fine() {
        return Reply.json(Json.object().put("status", "ok"));
    }

    private CompletableFuture<Reply> ready() {
        return baton.queuesAsync()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .handle((names, failure) -> {
                    if (failure != null) {
                        throw Problem.of(
                                        ProblemKind.UNAVAILABLE,
                                        "Redis does not answer: look whether it runs and is reached")
                                .header("Retry-After", "1")
                                .thrown();
                    }
                    return fine();
                });
    }

    private CompletableFuture<Reply> metrics() {
        return baton.queuesAsync().thenCompose(names -> {
            List<CompletableFuture<QueueStats>> asked = names.stream()
                    .sorted()
                    .limit(MOST_QUEUES)
                    .map(name -> baton.queue(name).statsAsync())
                    .toList();
            return Futures.all(asked).thenApply(stats -> Reply.text(Exposition.MEDIA_TYPE, text(stats, names.size())));
        });
    }

    private String text(List<QueueStats> queues, int known) {
        Exposition out = new Exposition();
        out.family("baton_queues", "gauge", "Queues that were ever used.");
        out.sample("baton_queues", "", known);
        out.family("baton_queue_jobs", "gauge", "Jobs of a queue now; waiting: scheduled and retrying.");
        for (QueueStats queue : queues) {
            jobs(out, queue, "pending", queue.pending());
            jobs(out, queue, "waiting", queue.waiting());
            jobs(out, queue, "in-progress", queue.inProgress());
            jobs(out, queue, "done", queue.done());
            jobs(out, queue, "dead", queue.dead());
            jobs(out, queue, "cancelled", queue.cancelled());
        }
        out.family("baton_queue_paused", "gauge", "1 while claims are refused.");
        queues.forEach(queue -> out.sample("baton_queue_paused", label(queue), queue.paused() ? 1 : 0));
        out.family("baton_queue_live_workers", "gauge", "Workers whose heartbeat has not expired.");
        queues.forEach(queue -> out.sample("baton_queue_live_workers", label(queue), queue.liveWorkers()));
        out.family("baton_queue_events_total", "counter", "Events since the queue exists.");
        for (QueueStats queue : queues) {
            new TreeMap<>(queue.counters()).forEach((event, count) -> {
                // What stands in Redis may be anything; only words become labels.
                if (dev.baton.model.Grammar.isName(event)) {
                    out.sample("baton_queue_events_total", label(queue) + ",event=\"" + event + "\"", count);
                }
            });
        }
        out.family("baton_live_listeners", "gauge", "Who listens to live events now.");
        out.sample("baton_live_listeners", "", live.listeners());
        metrics.write(out);
        return out.toString();
    }

    private static void jobs(Exposition out, QueueStats queue, String status, long count) {
        out.sample("baton_queue_jobs", label(queue) + ",status=\"" + status + "\"", count);
    }

    private static String label(QueueStats queue) {
        return "queue=\"" + queue.queue() + "\"";
    }
}
