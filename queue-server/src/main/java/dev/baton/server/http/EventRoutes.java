package dev.baton.server.http;

import dev.baton.Baton;
import dev.baton.model.Grammar;
import dev.baton.model.JobStatus;
import dev.baton.server.access.Role;
import dev.baton.server.live.Interest;
import dev.baton.server.live.LiveDesk;
import dev.baton.store.EventPosition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Listening to what happens in a queue. */
final class EventRoutes {
    private static final int MOST_IDS = 100;
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Baton baton;
    private final LiveDesk live;

    EventRoutes(Baton baton, LiveDesk live) {
        this.baton = baton;
        this.live = live;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/queues/{queue}/events", "Listen to what becomes of jobs, as it happens")
                .forAnyOf(Role.VIEWER, Role.OPERATOR)
                .path("queue", "the queue")
                .query("id", Schema.text("an id, or up to 100 parted by commas"), "only of these jobs")
                .query("state", Schema.text("done, or done,dead"), "only when a job comes to one of these statuses")
                .query("after", Schema.text("a position"), "what happened after this one comes first")
                .header(LAST_EVENT_ID, "the same as after, and counts before it")
                .answersEvents("Events, without end.")
                .refuses(404)
                .does(this::listen));
    }

    private CompletableFuture<Reply> listen(Ask ask) {
        String queue = ask.queue();
        Interest interest = new Interest(
                some(ask, "id", MOST_IDS, Grammar::requireJobId),
                some(ask, "state", JobStatus.values().length, JobStatus::require));
        Optional<EventPosition> after =
                ask.header(LAST_EVENT_ID).or(() -> ask.query("after")).map(EventPosition::parse);
        return baton.queuesAsync().thenCompose(names -> {
            if (!names.contains(queue)) {
                throw QueueRoutes.neverUsed(queue);
            }
            return live.listen(queue, after, interest)
                    .thenApply(listener ->
                            Reply.events(listener.orElseThrow(() -> tooMany().thrown())));
        });
    }

    private static Problem tooMany() {
        return Problem.of(
                        ProblemKind.UNAVAILABLE,
                        LiveDesk.MOST_LISTENERS + " listen here already, or to " + LiveDesk.MOST_QUEUES
                                + " queues: end one, or come again later")
                .header("Retry-After", "10");
    }

    private static <T> Set<T> some(Ask ask, String name, int most, Function<String, T> reader) {
        Optional<String> text = ask.query(name);
        if (text.isEmpty()) {
            return Set.of();
        }
        String[] words = text.get().split(",", -1);
        if (words.length > most) {
            throw ProblemException.malformed(
                    "The parameter " + name + " names " + words.length + " of them: use 1 to " + most);
        }
        Set<T> found = new LinkedHashSet<>();
        for (String word : words) {
            found.add(reader.apply(word));
        }
        return found;
    }
}
