package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.codec.JobCodec;
import dev.baton.model.Grammar;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Limits;
import dev.baton.model.Printable;
import dev.baton.model.QueueStats;
import dev.baton.model.Whereabouts;
import dev.baton.model.WorkerView;
import dev.baton.store.InspectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Looking, cancelling, replaying and pausing on Redis. */
final class RedisInspection implements InspectStore {
    /** Most bytes of records that one page brings; a page may be shorter than asked for. */
    private static final long PAGE_BYTES = 4L << 20;

    private static final int MOST_SHOWN = 100;
    private static final int LONGEST_LOOK = 10_000;

    /** Beyond any list; so far, offsets can be added to. */
    private static final long LARGEST_OFFSET = 1L << 53;

    private final Desk desk;
    private final Caller caller;
    private final Pages pages;
    private final JobViews views;
    private final Executor reading;

    /** @param reading decodes JSON, away from the network's threads */
    RedisInspection(Desk desk, Caller caller, JobCodec codec, Executor reading) {
        this.desk = desk;
        this.caller = caller;
        this.pages = new Pages(desk, caller);
        this.views = new JobViews(codec);
        this.reading = reading;
    }

    @Override
    public CompletableFuture<Set<String>> queues() {
        return caller.untilAnswered(
                Keys.SLOT_OF_QUEUES, "read the names of queues", commands -> commands.smembers(Keys.QUEUES), names -> {
                    Set<String> queues = new TreeSet<>();
                    names.forEach(name -> queues.add(new String(name, UTF_8)));
                    return queues;
                });
    }

    @Override
    public CompletableFuture<List<Optional<JobStatus>>> statuses(String queue, List<String> ids) {
        Keys keys = desk.keys(queue);
        requireIds(ids);
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        byte[][] statusKeys = ids.stream().map(keys::status).toArray(byte[][]::new);
        return caller.untilAnswered(
                keys.slot(),
                "read statuses in queue \"" + queue + "\"",
                commands -> commands.mget(statusKeys),
                words -> {
                    if (words.size() != ids.size()) {
                        throw Answers.mismatch(words.size() + " statuses for " + ids.size() + " ids");
                    }
                    List<Optional<JobStatus>> statuses = new ArrayList<>(ids.size());
                    words.forEach(word -> statuses.add(
                            word.hasValue()
                                    ? Optional.of(Answers.requireStatus(new String(word.getValue(), UTF_8)))
                                    : Optional.empty()));
                    return statuses;
                });
    }

    @Override
    public CompletableFuture<Optional<JobView>> find(String queue, String id) {
        requireIds(List.of(id));
        return ErrorKinds.bare(view(queue, "full", List.of(id))
                .thenApplyAsync(
                        answers -> {
                            answers.requireGroups(1, 1);
                            answers.list(0).requireId(0, id);
                            return views.read(queue, answers.list(0));
                        },
                        reading));
    }

    @Override
    public CompletableFuture<Optional<Instant>> doneAt(String queue, String id) {
        requireIds(List.of(id));
        return pages.doneAt(queue, id);
    }

    @Override
    public CompletableFuture<Listing> list(String queue, JobStatus status, @Nullable String cursor, int limit) {
        if (limit < 1 || limit > Limits.BATCH) {
            throw new IllegalArgumentException("A page of " + limit + " is not allowed: use 1 to " + Limits.BATCH);
        }
        long offset = offset(cursor);
        return ErrorKinds.bare(pages.find(queue, status, offset, limit).thenCompose(places -> {
            if (places.isEmpty()) {
                return CompletableFuture.completedFuture(new Listing(List.of(), null));
            }
            List<String> ids = places.stream().map(Pages.Place::id).toList();
            return view(queue, "brief", ids)
                    .thenApplyAsync(answers -> page(queue, status, offset, limit, places, answers), reading);
        }));
    }

    private Listing page(
            String queue, JobStatus status, long offset, int limit, List<Pages.Place> places, Answers answers) {
        List<JobView> jobs = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            Pages.Place place = places.get(i);
            answers.list(i).requireId(0, place.id());
            views.read(queue, answers.list(i))
                    .filter(view -> view.status() == status)
                    .ifPresent(view -> jobs.add(endedAt(view, place.finishedAt())));
        }
        boolean more = places.size() == limit || answers.size() < places.size();
        return new Listing(jobs, more ? Long.toString(offset + answers.size()) : null);
    }

    /** A job that is done with nothing to tell has no run hash; the index knows when it ended. */
    private static JobView endedAt(JobView view, @Nullable Instant finishedAt) {
        return view.finishedAt() != null || finishedAt == null
                ? view
                : new JobView(
                        view.queue(),
                        view.id(),
                        view.status(),
                        view.record(),
                        view.failures(),
                        view.crashes(),
                        view.errors(),
                        view.result(),
                        view.reason(),
                        view.dueAt(),
                        finishedAt);
    }

    private CompletableFuture<Answers> view(String queue, String detail, List<String> ids) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().view, keys, keys.scheduled(), keys.tries())
                .with(detail)
                .with(PAGE_BYTES)
                .withAll(ids)
                .ready();
        return caller.untilAnswered(call, answers -> answers);
    }

    @Override
    public CompletableFuture<List<WorkerView>> workers(String queue, int offset, int most, int jobs) {
        if (offset < 0 || most < 1 || most > MOST_SHOWN || jobs < 0 || jobs > MOST_SHOWN) {
            throw new IllegalArgumentException("A page of " + most + " workers with " + jobs + " jobs each from "
                    + offset + " on is not allowed: use 1 to " + MOST_SHOWN + " with 0 to " + MOST_SHOWN
                    + ", from 0 on");
        }
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().crew, keys, keys.workers())
                .with(offset)
                .with(most)
                .with(jobs)
                .ready();
        return caller.untilAnswered(call, answers -> WorkerViews.read(queue, answers));
    }

    @Override
    public CompletableFuture<QueueStats> stats(String queue) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(
                        desk.scripts().sizes,
                        keys,
                        keys.pending(),
                        keys.scheduled(),
                        keys.workers(),
                        keys.done(),
                        keys.dead(),
                        keys.cancelled(),
                        keys.stats(),
                        keys.leases())
                .ready();
        return caller.untilAnswered(call, answers -> readStats(queue, answers));
    }

    private static QueueStats readStats(String queue, Answers answers) {
        Map<String, Long> counters = new HashMap<>();
        Answers pairs = answers.list(10);
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            try {
                counters.put(pairs.text(i), Long.parseLong(pairs.text(i + 1)));
            } catch (NumberFormatException e) {
                // Written by hand: counters are for people, and a broken one hides nothing else.
                counters.remove(pairs.text(i));
            }
        }
        return new QueueStats(
                queue,
                answers.number(1) == 1,
                answers.number(2),
                answers.number(3),
                answers.number(4),
                answers.number(5),
                answers.number(6),
                answers.number(7),
                answers.count(8),
                answers.numberIfAny(9).isPresent() ? Instant.ofEpochMilli(answers.number(9)) : null,
                Instant.ofEpochMilli(answers.number(0)),
                Map.copyOf(counters));
    }

    @Override
    public CompletableFuture<List<CancelAnswer>> cancel(String queue, List<String> ids) {
        Keys keys = desk.keys(queue);
        ScriptCall.Draft draft = desk.draft(
                desk.scripts().cancel,
                keys,
                keys.scheduled(),
                keys.cancelled(),
                keys.cancelling(),
                keys.stats(),
                keys.watched(),
                keys.stale());
        return forEach(
                draft,
                ids,
                List.of("cancelled", "asked", "refused"),
                (job, word) -> new CancelAnswer(
                        job.text(0), job.status(1).orElse(null), word.equals("cancelled"), word.equals("asked")));
    }

    @Override
    public CompletableFuture<List<ReplayAnswer>> replay(String queue, List<String> ids) {
        Keys keys = desk.keys(queue);
        ScriptCall.Draft draft =
                desk.draft(desk.scripts().replay, keys, keys.pending(), keys.dead(), keys.stats(), keys.tries());
        return forEach(
                draft,
                ids,
                List.of("replayed", "refused"),
                (job, word) -> new ReplayAnswer(job.text(0), job.status(1).orElse(null), word.equals("replayed")));
    }

    @Override
    public CompletableFuture<Optional<Whereabouts>> where(String queue, String id) {
        requireIds(List.of(id));
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(
                        desk.scripts().where,
                        keys,
                        keys.pending(),
                        keys.scheduled(),
                        keys.workers(),
                        keys.leases(),
                        keys.cancelling())
                .with(id)
                .with(LONGEST_LOOK)
                .ready();
        return caller.untilAnswered(call, WhereaboutsReader::read);
    }

    @Override
    public CompletableFuture<List<EraseAnswer>> erase(String queue, List<String> ids, long after) {
        requireIds(ids);
        if (after < 0) {
            throw new IllegalArgumentException("A search after " + after + " jobs is not allowed: use 0 or more");
        }
        return ids.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : new Erasure(desk, caller, queue, ids).from(after);
    }

    /** For scripts that answer {id status-found word}. */
    private <T> CompletableFuture<List<T>> forEach(
            ScriptCall.Draft draft, List<String> ids, List<String> words, BiFunction<Answers, String, T> reader) {
        requireIds(ids);
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return caller.untilAnswered(draft.withAll(ids).ready(), answers -> {
            answers.requireGroups(ids.size(), 3);
            List<T> read = new ArrayList<>(ids.size());
            for (int i = 0; i < ids.size(); i++) {
                answers.requireId(3 * i, ids.get(i));
                Answers job = answers.part(3 * i, 3);
                read.add(reader.apply(job, job.word(2, words.toArray(String[]::new))));
            }
            return read;
        });
    }

    @Override
    public CompletableFuture<Boolean> pause(String queue) {
        return pause(queue, "1");
    }

    @Override
    public CompletableFuture<Boolean> resume(String queue) {
        return pause(queue, "0");
    }

    private CompletableFuture<Boolean> pause(String queue, String wish) {
        ScriptCall call =
                desk.draft(desk.scripts().pause, desk.keys(queue)).with(wish).ready();
        return caller.untilAnswered(
                call, answers -> answers.word(0, "changed", "unchanged").equals("changed"));
    }

    @Override
    public CompletableFuture<List<Optional<JobStatus>>> watch(String queue, List<String> ids, Duration watch) {
        Keys keys = desk.keys(queue);
        requireIds(ids);
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        ScriptCall call = desk.draft(desk.scripts().watch, keys, keys.watched())
                .with(watch.toMillis())
                .withAll(ids)
                .ready();
        return caller.untilAnswered(call, answers -> {
            answers.requireGroups(ids.size(), 2);
            List<Optional<JobStatus>> statuses = new ArrayList<>(ids.size());
            for (int i = 0; i < ids.size(); i++) {
                answers.requireId(2 * i, ids.get(i));
                statuses.add(answers.status(2 * i + 1));
            }
            return statuses;
        });
    }

    private static void requireIds(List<String> ids) {
        if (ids.size() > Limits.BATCH) {
            throw new IllegalArgumentException(
                    "A question about " + ids.size() + " ids is not allowed: use at most " + Limits.BATCH);
        }
        ids.forEach(Grammar::requireJobId);
    }

    private static long offset(@Nullable String cursor) {
        if (cursor == null) {
            return 0;
        }
        try {
            long offset = Long.parseLong(cursor);
            if (offset >= 0 && offset <= LARGEST_OFFSET) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // Said below, in the words for every wrong cursor.
        }
        throw new IllegalArgumentException(
                "The cursor " + Printable.quote(cursor) + " is not allowed: use the one of the page before, or none");
    }
}
