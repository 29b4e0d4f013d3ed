package dev.baton.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.Baton;
import dev.baton.BulkOperation;
import dev.baton.BulkOperation.Action;
import dev.baton.BulkProgress;
import dev.baton.JobFilter;
import dev.baton.JobQueue;
import dev.baton.Why;
import dev.baton.model.JobStatus;
import dev.baton.model.Printable;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code ./baton why}, {@code cancel}, {@code retry}, {@code delete}, {@code pause}, {@code resume}: for operators. */
final class QueueTool implements Tool {
    /** What is to be done. */
    enum Verb {
        WHY("tells why a job is not running, or who runs it", true, null),
        CANCEL("cancels jobs, by their ids or by a filter; holders of running ones are asked", true, Action.CANCEL),
        RETRY("makes dead jobs pending again, by their ids or by a filter", true, Action.REPLAY),
        DELETE("deletes jobs that have ended, by their ids or by a filter", true, Action.DELETE),
        PAUSE("stops all claims from a queue", false, null),
        RESUME("ends a pause of a queue", false, null);

        private final String summary;
        private final boolean takesIds;
        private final @Nullable Action action;

        Verb(String summary, boolean takesIds, @Nullable Action action) {
            this.summary = summary;
            this.takesIds = takesIds;
            this.action = action;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String summary() {
            return summary;
        }

        boolean takesIds() {
            return takesIds;
        }

        boolean takesFilter() {
            return action != null;
        }

        String exits() {
            return action == null
                    ? "Exit codes: 0, 1 for an unknown job or a failure, 2 for wrong usage."
                    : "Exit codes: 0, 1 if a job was not changed, or after a failure, 2 for wrong usage.";
        }
    }

    private record Outcome(String id, Optional<JobStatus> before, String verdict, boolean changed) {}

    private static final Duration TICK = Duration.ofMillis(500);
    /** Terminals carry out more than what JSON must escape. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Verb verb;

    QueueTool(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String name() {
        return verb.word();
    }

    @Override
    public String summary() {
        return verb.summary();
    }

    @Override
    public int run(PrintStream out, PrintStream err, String... arguments) {
        QueueOptions options = QueueOptions.parse(verb, arguments);
        if (options.asksForHelp()) {
            out.print(QueueOptions.usage(verb));
            return Tools.FINE;
        }
        try {
            String queue = options.queue();
            List<String> ids = options.ids();
            Map<String, String> words = options.filter();
            JobFilter filter = filter(words);
            requireIdsOrFilter(ids, words);
            try (Baton baton = Baton.connect(options.redis(System.getenv()))) {
                int code = run(baton.queue(queue), ids, filter, options.json(), out, err);
                if (verb == Verb.PAUSE && !baton.queues().contains(queue)) {
                    err.println("Nothing was enqueued to queue " + Printable.quote(queue)
                            + " so far: it is paused all the same; if the name is wrong, baton resume " + queue
                            + " takes that back");
                }
                return code;
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private void requireIdsOrFilter(List<String> ids, Map<String, String> words) {
        if (!verb.takesIds()) {
            return;
        }
        if (verb == Verb.WHY && ids.size() != 1) {
            throw new UsageException("It is asked about " + ids.size() + " jobs: name one, as in baton why QUEUE ID");
        }
        if (ids.isEmpty() && words.isEmpty()) {
            throw new UsageException("It is not said which jobs: name their ids, or a filter such as --state "
                    + (verb == Verb.CANCEL ? "pending" : "dead"));
        }
        if (!ids.isEmpty() && !words.isEmpty()) {
            throw new UsageException("Both ids and a filter are given: use one of them");
        }
    }

    private static JobFilter filter(Map<String, String> words) {
        JobFilter filter = JobFilter.ANY;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filter = filter.with(word.getKey(), word.getValue());
        }
        return filter;
    }

    private int run(
            JobQueue queue, List<String> ids, JobFilter filter, boolean json, PrintStream out, PrintStream err) {
        return switch (verb) {
            case WHY -> why(queue, ids.get(0), json, out);
            case PAUSE -> paused(queue, true, queue.pause(), json, out);
            case RESUME -> paused(queue, false, queue.resume(), json, out);
            case CANCEL, RETRY, DELETE ->
                ids.isEmpty() ? bulk(queue, filter, json, out, err) : each(queue, ids, json, out);
        };
    }

    private static int why(JobQueue queue, String id, boolean json, PrintStream out) {
        Optional<Why> why = queue.why(id);
        if (why.isEmpty()) {
            throw new IllegalStateException("The job " + Printable.quote(id) + " is not known in queue "
                    + Printable.quote(queue.name()) + ": ended jobs are forgotten after a while");
        }
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("queue", queue.name());
            object.put("id", id);
            object.put("status", why.get().status().word());
            object.put("why", why.get().reasons());
            print(out, object);
        } else {
            out.println(id + " is " + why.get().status().word() + ":");
            why.get().reasons().forEach(reason -> out.println("  " + Printable.line(reason.text(), 2000)));
        }
        return Tools.FINE;
    }

    private static int paused(JobQueue queue, boolean paused, boolean changed, boolean json, PrintStream out) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("queue", queue.name());
            object.put("paused", paused);
            object.put("changed", changed);
            print(out, object);
        } else {
            out.println(queue.name()
                    + (changed ? " is " : " was ")
                    + (paused ? "paused" : "not paused")
                    + (changed ? " now" : " before"));
        }
        return Tools.FINE;
    }

    private int each(JobQueue queue, List<String> ids, boolean json, PrintStream out) {
        boolean all = true;
        for (String id : ids) {
            Outcome outcome = one(queue, id);
            all &= outcome.changed();
            String before = outcome.before().map(JobStatus::word).orElse("");
            if (json) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("queue", queue.name());
                object.put("id", id);
                object.put("outcome", outcome.verdict());
                object.put("before", before);
                print(out, object);
            } else {
                out.println(id + ": " + outcome.verdict() + (before.isEmpty() ? "" : ", it was " + before));
            }
        }
        return all ? Tools.FINE : Tools.FAILED;
    }

    private Outcome one(JobQueue queue, String id) {
        return switch (verb) {
            case CANCEL -> {
                var found = queue.cancel(id);
                yield switch (found.verdict()) {
                    case CANCELLED -> new Outcome(id, found.before(), "cancelled", true);
                    case ASKED -> new Outcome(id, found.before(), "asked", true);
                    case TOO_LATE -> new Outcome(id, found.before(), "too late", false);
                    case UNKNOWN -> new Outcome(id, found.before(), "unknown", false);
                };
            }
            case RETRY -> {
                var found = queue.replay(id);
                yield switch (found.verdict()) {
                    case REPLAYED -> new Outcome(id, found.before(), "replayed", true);
                    case NOT_DEAD -> new Outcome(id, found.before(), "not dead", false);
                    case FORGOTTEN -> new Outcome(id, found.before(), "forgotten", false);
                    case UNKNOWN -> new Outcome(id, found.before(), "unknown", false);
                };
            }
            case DELETE -> {
                var found = queue.delete(id);
                yield switch (found.verdict()) {
                    case DELETED -> new Outcome(id, found.before(), "deleted", true);
                    case NOT_ENDED -> new Outcome(id, found.before(), "not ended, cancel it first", false);
                    case FORGOTTEN -> new Outcome(id, found.before(), "forgotten before", false);
                    case UNKNOWN -> new Outcome(id, found.before(), "unknown", false);
                };
            }
            case WHY, PAUSE, RESUME -> throw new IllegalStateException(verb.word());
        };
    }

    private int bulk(JobQueue queue, JobFilter filter, boolean json, PrintStream out, PrintStream err) {
        Action action = java.util.Objects.requireNonNull(verb.action);
        BulkOperation operation = queue.bulk(action, filter);
        Progress progress = new Progress(err, "baton " + verb.word());
        BulkProgress end = await(operation, progress);
        if (json) {
            print(out, end);
        } else {
            out.println(
                    end.changed() + " of " + end.matched() + " matching jobs changed; " + end.read() + " were read");
        }
        return end.refused() == 0 ? Tools.FINE : Tools.FAILED;
    }

    private static BulkProgress await(BulkOperation operation, Progress progress) {
        while (true) {
            try {
                return operation.ended().get(TICK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                BulkProgress now = operation.progress();
                progress.accept(now.read() + " of about " + now.about() + " read, " + now.changed() + " changed");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                operation.stop();
                return operation.progress();
            }
        }
    }

    private static void print(PrintStream out, Object object) {
        try {
            out.println(JSON.writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer could not be written as JSON", e);
        }
    }
}
