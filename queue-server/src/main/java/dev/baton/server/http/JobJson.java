package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.Why;
import dev.baton.model.Failure;
import dev.baton.model.JobRecord;
import dev.baton.model.JobView;
import dev.baton.model.QueueStats;
import dev.baton.model.WorkerView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Jobs and queues as JSON. */
final class JobJson {
    private record Event(String name, Instant at) {}

    private JobJson() {}

    /** For lists: without payload and result, which may be large. */
    static ObjectNode brief(JobView job) {
        ObjectNode json = Json.object()
                .put("queue", job.queue())
                .put("id", job.id())
                .put("status", job.status().word());
        JobRecord record = job.record();
        if (record != null) {
            json.put("type", record.type());
            json.put("enqueued_at", record.enqueuedAt().toString());
            record.tags().forEach(json.putArray("tags")::add);
        }
        json.put("failures", job.failures()).put("crashes", job.crashes());
        job.lastError().ifPresent(error -> json.put("error", error.error() + ": " + error.message()));
        put(json, "reason", job.reason());
        put(json, "due_at", job.dueAt());
        put(json, "finished_at", job.finishedAt());
        return json;
    }

    static ObjectNode full(JobView job) {
        ObjectNode json = brief(job);
        JobRecord record = job.record();
        if (record != null) {
            json.set("payload", Json.stored(record.payload()));
            json.put("attempts_allowed", record.retry().maxAttempts());
            if (record.timeout() != null) {
                json.put("timeout_ms", record.timeout().toMillis());
            }
            if (record.deadline() != null) {
                json.put("deadline_ms", record.deadline().toMillis());
            }
        }
        byte[] result = job.result();
        if (result != null) {
            json.set("result", Json.stored(result));
        }
        ArrayNode attempts = json.putArray("attempts");
        for (Failure failure : job.errors()) {
            ObjectNode one = attempts.addObject()
                    .put("attempt", failure.attempt())
                    .put("at", failure.at().toString())
                    .put("error", failure.error())
                    .put("message", failure.message())
                    .put("worker", failure.worker());
            put(one, "started_at", failure.claimedAt());
        }
        ArrayNode timeline = json.putArray("timeline");
        for (Event event : events(job)) {
            timeline.addObject().put("event", event.name()).put("at", event.at().toString());
        }
        return json;
    }

    static ObjectNode why(String queue, Why why) {
        ObjectNode json = Json.object()
                .put("queue", queue)
                .put("id", why.id())
                .put("status", why.status().word());
        ArrayNode reasons = json.putArray("why");
        why.reasons()
                .forEach(
                        reason -> reasons.addObject().put("code", reason.code()).put("text", reason.text()));
        why.where().ahead().ifPresent(ahead -> json.put("ahead", ahead));
        why.holder().ifPresent(holder -> {
            json.put("holder", holder.worker());
            put(json, "claimed_at", holder.claimedAt());
            put(json, "holder_expires_at", holder.expiresAt());
        });
        return json;
    }

    static ObjectNode worker(WorkerView view) {
        ObjectNode json = Json.object()
                .put("worker", view.name())
                .put("live", view.live())
                .put("expires_at", view.expiresAt().toString())
                .put("held", view.held());
        ArrayNode jobs = json.putArray("jobs");
        view.jobs().forEach(job -> {
            ObjectNode one = jobs.addObject().put("id", job.id());
            put(one, "claimed_at", job.claimedAt());
        });
        return json;
    }

    static ObjectNode stats(QueueStats stats) {
        ObjectNode json = Json.object()
                .put("queue", stats.queue())
                .put("paused", stats.paused())
                .put("pending", stats.pending())
                .put("waiting", stats.waiting())
                .put("in_progress", stats.inProgress())
                .put("done", stats.done())
                .put("dead", stats.dead())
                .put("cancelled", stats.cancelled())
                .put("live_workers", stats.liveWorkers());
        put(json, "next_due_at", stats.nextDueAt());
        json.put("server_time", stats.serverTime().toString());
        ObjectNode counters = json.putObject("counters");
        new TreeMap<>(stats.counters()).forEach(counters::put);
        return json;
    }

    /** The clocks of Redis and of workers may differ a little, so an event may seem to precede its cause. */
    private static List<Event> events(JobView job) {
        List<Event> events = new ArrayList<>();
        if (job.record() != null) {
            events.add(new Event("enqueued", job.record().enqueuedAt()));
        }
        for (Failure failure : job.errors()) {
            if (failure.claimedAt() != null) {
                events.add(new Event("claimed", failure.claimedAt()));
            }
            events.add(new Event(failure.error().equals("crash") ? "crashed" : "failed", failure.at()));
        }
        if (job.dueAt() != null) {
            events.add(new Event("due", job.dueAt()));
        }
        if (job.finishedAt() != null) {
            events.add(new Event(job.status().word(), job.finishedAt()));
        }
        events.sort(Comparator.comparing(Event::at));
        return events;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
