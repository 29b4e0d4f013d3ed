package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.model.Limits;
import dev.baton.model.Printable;
import dev.baton.server.access.Role;
import dev.baton.server.lending.Lease;
import dev.baton.server.lending.LeaseEnd;
import dev.baton.server.lending.LeaseToken;
import dev.baton.server.lending.Lending;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** Claims of consumers that speak HTTP. */
final class ClaimRoutes {
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final Set<String> FAILURE = Set.of("error", "message", "retry");

    private final Lending lending;
    private final Set<CompletableFuture<List<Lease>>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    ClaimRoutes(Lending lending) {
        this.lending = lending;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/queues/{queue}/claim", "Claim jobs, waiting for the first if asked to")
                        .forAnyOf(Role.CONSUMER)
                        .deed("claim")
                        .path("queue", "the queue")
                        .query("max", Schema.whole("1 to 1000"), "most jobs, default 1")
                        .query(
                                "wait",
                                Schema.text("30, 30s or 500ms, at most 60s"),
                                "how long to wait for a job, default 0")
                        .query(
                                "lease",
                                Schema.text("30, 30s or 500ms, 1s to 12h"),
                                "how long they are yours, default 60s")
                        .answers(200, "Jobs.", Shapes.CLAIMED)
                        .answersNothing("There was none, or the queue is paused.")
                        .does(this::claim),
                end("complete", "The job is done")
                        .mayTake(Schema.any("the result, any JSON up to 1 MiB"), Json.MEDIA_TYPE)
                        .refuses(409, 413)
                        .does(this::complete),
                end("fail", "The attempt failed: the job is retried as its policy says, or dead")
                        .mayTake(
                                Schema.object("why")
                                        .maybe("error", Schema.text("a short name, default \"failed\""))
                                        .maybe("message", Schema.text("what happened"))
                                        .maybe("retry", Schema.flag("false: dead at once; default true")),
                                Json.MEDIA_TYPE)
                        .refuses(409)
                        .does(this::fail),
                end("extend", "The lease runs anew from now on")
                        .query("lease", Schema.text("30, 30s or 500ms, 1s to 12h"), "how long, default 60s")
                        .refuses(409)
                        .does(ask -> ended(ask, lending.extend(token(ask), ask.length("lease", LEASE)))),
                end("release", "Not now: the job goes back to the front, nothing is counted")
                        .refuses(409)
                        .does(ask -> ended(ask, lending.release(token(ask)))));
    }

    /** Claims that wait are answered with nothing from now on. */
    void end() {
        ending = true;
        waiting.forEach(claim -> claim.cancel(true));
    }

    private static Route.Draft end(String verb, String summary) {
        return Route.post("/api/v1/claims/{token}/" + verb, summary)
                .forAnyOf(Role.CONSUMER)
                .deed(verb)
                .path("token", "as the claim answered it")
                .answers(200, "What became of the claim.", Shapes.ENDED);
    }

    private CompletableFuture<Reply> claim(Ask ask) {
        Duration lease = ask.length("lease", LEASE);
        CompletableFuture<List<Lease>> claim = lending.claim(
                ask.queue(), ask.number("max", 1, Lending.MOST, 1), ask.length("wait", Duration.ZERO), lease);
        waiting.add(claim);
        if (ending) {
            claim.cancel(true);
        }
        ask.client().whenGone(() -> claim.cancel(true));
        return claim.handle((leases, failure) -> {
            waiting.remove(claim);
            if (failure == null) {
                return claimed(ask, leases);
            }
            if (failure instanceof CancellationException) {
                // The door closes, or the client is gone and hears nothing anyway.
                return Reply.NO_CONTENT;
            }
            throw failure instanceof CompletionException known ? known : new CompletionException(failure);
        });
    }

    private Reply claimed(Ask ask, List<Lease> leases) {
        ask.about(leases.size() == 1 ? leases.get(0).id() : leases.size() + " jobs");
        if (leases.isEmpty()) {
            return Reply.NO_CONTENT;
        }
        ask.ifUnsent(() -> leases.forEach(lease -> lending.release(lease.token())));
        ObjectNode json = Json.object();
        ArrayNode jobs = json.putArray("jobs");
        for (Lease lease : leases) {
            ObjectNode job = jobs.addObject()
                    .put("token", lease.token().toString())
                    .put("id", lease.id())
                    .put("type", lease.job().type());
            job.set("payload", Json.stored(lease.job().payload()));
            job.put("attempt", lease.attempt());
            lease.job().tags().forEach(job.putArray("tags")::add);
            job.put("lease_ms", lease.length().toMillis());
        }
        return Reply.json(json);
    }

    private CompletableFuture<Reply> complete(Ask ask) {
        LeaseToken token = token(ask);
        if (ask.body().length == 0) {
            return ended(ask, lending.complete(token, null));
        }
        byte[] result = Json.write(ask.json());
        if (result.length > Limits.RESULT_BYTES) {
            throw Problem.of(
                            ProblemKind.TOO_LARGE,
                            "The result has " + result.length + " bytes of JSON, the limit is " + Limits.RESULT_BYTES
                                    + ": store it elsewhere and answer where it is")
                    .thrown();
        }
        return ended(ask, lending.complete(token, result));
    }

    private CompletableFuture<Reply> fail(Ask ask) {
        LeaseToken token = token(ask);
        JsonNode why = ask.body().length == 0 ? Json.object() : ask.json();
        for (Iterator<String> names = why.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FAILURE.contains(name)) {
                throw ProblemException.malformed(
                        "The member " + Printable.quote(name) + " is unknown: use error, message or retry");
            }
        }
        if (!why.isObject() || (why.has("retry") && !why.get("retry").isBoolean())) {
            throw ProblemException.malformed(
                    "The failure is none: send {\"error\":\"…\",\"message\":\"…\",\"retry\":true or false}");
        }
        return ended(
                ask,
                lending.fail(
                        token,
                        why.path("error").asText("failed"),
                        why.path("message").asText(""),
                        why.path("retry").asBoolean(true)));
    }

    private static CompletableFuture<Reply> ended(Ask ask, CompletableFuture<LeaseEnd> end) {
        return end.thenApply(found -> {
            ObjectNode json = Json.object()
                    .put(
                            "outcome",
                            switch (found.verdict()) {
                                case DONE -> "done";
                                case REPEATED -> "repeated";
                                case CANCELLED -> "cancelled";
                                case CANCEL_ASKED -> "cancel-asked";
                                case NOT_YOURS -> throw notYours(ask, found);
                            });
            if (found.status() != null) {
                json.put("status", found.status().word());
            }
            return Reply.json(json);
        });
    }

    private static ProblemException notYours(Ask ask, LeaseEnd found) {
        Problem problem = Problem.of(
                ProblemKind.NOT_YOURS,
                "The job " + Printable.quote(ask.subject())
                        + " is not, or no longer, yours: its lease ran out, or it was ended; drop this attempt");
        return (found.status() == null
                        ? problem
                        : problem.with("job_status", found.status().word()))
                .thrown();
    }

    private static LeaseToken token(Ask ask) {
        LeaseToken token = LeaseToken.parse(ask.path("token"));
        ask.about(token.queue() + "/" + token.id());
        return token;
    }
}
