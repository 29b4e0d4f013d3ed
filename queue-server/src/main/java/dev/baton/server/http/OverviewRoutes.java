package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.Baton;
import dev.baton.model.Grammar;
import dev.baton.server.access.Role;
import dev.baton.server.dashboard.Sample;
import dev.baton.server.dashboard.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last hour of the queues, for charts. */
final class OverviewRoutes {
    private static final double THOUSANDTHS = 1000.0;
    /** More than this between two samples, and something was not sampled. */
    private static final Duration MISSED = Samples.EVERY.multipliedBy(3);

    private final Baton baton;
    private final Samples samples;

    OverviewRoutes(Baton baton, Samples samples) {
        this.baton = baton;
        this.samples = samples;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/overview", "The last hour of the queues, as this gateway has sampled it")
                .forAnyOf(Role.VIEWER, Role.OPERATOR)
                .query("queue", Schema.text("a queue"), "only this queue; default: all that are sampled, together")
                .answers(
                        200,
                        "A sample every few seconds since the gateway was started, of an hour at most. What is not known"
                                + " is missing, or null in a series.",
                        overview())
                .refuses(404)
                .does(this::look));
    }

    private static Schema overview() {
        return Schema.object("the last hour")
                .with("every_ms", Schema.whole("how often is sampled"))
                .with(
                        "age_ms",
                        Schema.whole("how long ago the latest sample was taken; more than every_ms while none can be"))
                .with("queues_known", Schema.whole("queues that there are"))
                .with("queues_sampled", Schema.whole("how many of them are sampled: the first by name, at most 100"))
                .maybe("now", now("the latest sample; missing for a queue that is not sampled, or not yet"))
                .with("queues", Schema.list("the latest sample of each queue; only without queue", now("one sample")))
                .with(
                        "series",
                        Schema.object(
                                        "columns of equal length, oldest first; where samples are missing, one is all null")
                                .with("at", Schema.list("when, by the clock of Redis", Schema.instant("when")))
                                .with("pending", column("jobs"))
                                .with("waiting", column("jobs"))
                                .with("in_progress", column("jobs"))
                                .with("enqueued_a_second", column("or null"))
                                .with("done_a_second", column("or null"))
                                .with("retried_a_second", column("or null"))
                                .with("dead_a_second", column("or null"))
                                .with("p50_ms", column("or null"))
                                .with("p99_ms", column("or null"))
                                .with("live", column("workers"))
                                .with("busy", column("workers")));
    }

    private static Schema column(String about) {
        return Schema.list("one a sample", Schema.any(about));
    }

    private static Schema now(String about) {
        return Schema.object(about)
                .maybe("queue", Schema.text("which queue; missing for all together"))
                .with("at", Schema.instant("when, by the clock of Redis"))
                .with("paused", Schema.whole("how many of the queues are paused"))
                .with("pending", Schema.whole("jobs that wait in the queue"))
                .with("waiting", Schema.whole("scheduled and retrying jobs"))
                .with("in_progress", Schema.whole("jobs in the hands of workers"))
                .with("done", Schema.whole("finished jobs still kept"))
                .with("dead", Schema.whole("dead jobs"))
                .with("cancelled", Schema.whole("cancelled jobs still kept"))
                .with("live", Schema.whole("workers whose heartbeat has not expired"))
                .with("busy", Schema.whole("those of them that hold a job"))
                .maybe("front_enqueued_at", Schema.instant("when the job at the front of pending was enqueued"))
                .maybe("enqueued_a_second", Schema.number("since the sample before"))
                .maybe("done_a_second", Schema.number("since the sample before"))
                .maybe("retried_a_second", Schema.number("attempts that failed and are retried"))
                .maybe("dead_a_second", Schema.number("jobs that became dead"))
                .maybe("p50_ms", Schema.whole("from enqueued to done, half of the jobs at most so long"))
                .maybe("p99_ms", Schema.whole("from enqueued to done, 99 of 100 jobs at most so long"))
                .maybe("latency_jobs", Schema.whole("of how many jobs the latencies are: the latest, 100 a queue"));
    }

    private CompletableFuture<Reply> look(Ask ask) {
        Optional<String> queue = ask.query("queue").map(Grammar::requireQueueName);
        // Right after the start nothing is sampled yet; who asks then waits for the first pass.
        CompletableFuture<Void> sampled =
                samples.ofAll().isEmpty() ? samples.sample() : CompletableFuture.completedFuture(null);
        return sampled.thenCompose(ready -> queue.isEmpty() ? Futures.done(reply(queue)) : ofQueue(queue.get()));
    }

    private CompletableFuture<Reply> ofQueue(String queue) {
        return baton.queuesAsync().thenApply(names -> {
            if (!names.contains(queue)) {
                throw QueueRoutes.neverUsed(queue);
            }
            return reply(Optional.of(queue));
        });
    }

    private Reply reply(Optional<String> queue) {
        List<Sample> series = queue.map(samples::of).orElseGet(samples::ofAll);
        var latest = samples.latest();
        ObjectNode json = Json.object()
                .put("every_ms", Samples.EVERY.toMillis())
                .put("age_ms", samples.age().toMillis())
                .put("queues_known", samples.known())
                .put("queues_sampled", latest.size());
        if (!series.isEmpty()) {
            json.set("now", sample(series.get(series.size() - 1)));
        }
        ArrayNode queues = json.putArray("queues");
        if (queue.isEmpty()) {
            latest.forEach((name, sample) -> queues.add(sample(sample).put("queue", name)));
        }
        json.set("series", series(series));
        return Reply.json(json);
    }

    private static ObjectNode sample(Sample sample) {
        ObjectNode json = Json.object()
                .put("at", sample.at().toString())
                .put("paused", sample.paused())
                .put("pending", sample.pending())
                .put("waiting", sample.waiting())
                .put("in_progress", sample.inProgress())
                .put("done", sample.done())
                .put("dead", sample.dead())
                .put("cancelled", sample.cancelled())
                .put("live", sample.live())
                .put("busy", sample.busy());
        if (sample.frontEnqueuedAt() != null) {
            json.put("front_enqueued_at", sample.frontEnqueuedAt().toString());
        }
        Sample.Rates rates = sample.rates();
        if (rates != null) {
            json.put("enqueued_a_second", rounded(rates.enqueued()))
                    .put("done_a_second", rounded(rates.done()))
                    .put("retried_a_second", rounded(rates.retried()))
                    .put("dead_a_second", rounded(rates.dead()));
        }
        Sample.Latency latency = sample.latency();
        if (latency != null) {
            json.put("p50_ms", latency.p50Millis())
                    .put("p99_ms", latency.p99Millis())
                    .put("latency_jobs", latency.jobs());
        }
        return json;
    }

    /** Columns; where nothing was sampled for a while there is a gap, and no line that joins both sides. */
    static ObjectNode series(List<Sample> samples) {
        ObjectNode json = Json.object();
        ArrayNode at = json.putArray("at");
        List<@Nullable Sample> rows = new ArrayList<>();
        Sample before = null;
        for (Sample sample : samples) {
            if (before != null && Duration.between(before.at(), sample.at()).compareTo(MISSED) > 0) {
                at.add(before.at().plus(Samples.EVERY).toString());
                rows.add(null);
            }
            at.add(sample.at().toString());
            rows.add(sample);
            before = sample;
        }
        column(json, "pending", rows, sample -> (double) sample.pending());
        column(json, "waiting", rows, sample -> (double) sample.waiting());
        column(json, "in_progress", rows, sample -> (double) sample.inProgress());
        column(json, "enqueued_a_second", rows, rate(Sample.Rates::enqueued));
        column(json, "done_a_second", rows, rate(Sample.Rates::done));
        column(json, "retried_a_second", rows, rate(Sample.Rates::retried));
        column(json, "dead_a_second", rows, rate(Sample.Rates::dead));
        column(json, "p50_ms", rows, latency(Sample.Latency::p50Millis));
        column(json, "p99_ms", rows, latency(Sample.Latency::p99Millis));
        column(json, "live", rows, sample -> (double) sample.live());
        column(json, "busy", rows, sample -> (double) sample.busy());
        return json;
    }

    private static Function<Sample, @Nullable Double> rate(Function<Sample.Rates, Double> which) {
        return sample -> sample.rates() == null ? null : which.apply(sample.rates());
    }

    private static Function<Sample, @Nullable Double> latency(Function<Sample.Latency, Long> which) {
        return sample -> sample.latency() == null ? null : Double.valueOf(which.apply(sample.latency()));
    }

    private static void column(
            ObjectNode json, String name, List<@Nullable Sample> rows, Function<Sample, @Nullable Double> value) {
        ArrayNode column = json.putArray(name);
        for (Sample sample : rows) {
            Double number = sample == null ? null : value.apply(sample);
            if (number == null) {
                column.addNull();
            } else {
                double rounded = rounded(number);
                if (rounded == Math.rint(rounded)) {
                    column.add((long) rounded);
                } else {
                    column.add(rounded);
                }
            }
        }
    }

    private static double rounded(double value) {
        return Math.round(value * THOUSANDTHS) / THOUSANDTHS;
    }
}
