package dev.baton.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.model.Limits;
import dev.baton.model.Retention;
import dev.baton.store.SweepStore;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The background duties on Redis. */
final class RedisSweeps implements SweepStore {
    private static final int SCAN_COUNT = 1_000;

    private final Desk desk;
    private final Caller caller;
    private final Incidents incidents;

    RedisSweeps(Desk desk, Caller caller, Incidents incidents) {
        this.desk = desk;
        this.caller = caller;
        this.incidents = incidents;
    }

    @Override
    public CompletableFuture<List<String>> expiredWorkers(String queue, int most) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().expired, keys, keys.workers())
                .with(bounded(most))
                .ready();
        return caller.untilAnswered(call, Answers::texts);
    }

    @Override
    public CompletableFuture<ReclaimAnswer> reclaim(String queue, String worker, int most, int maxCrashes) {
        requireCrashes(maxCrashes);
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(
                        desk.scripts().reclaim,
                        keys,
                        keys.workers(),
                        keys.pending(),
                        keys.dead(),
                        keys.cancelled(),
                        keys.cancelling(),
                        keys.stats(),
                        keys.watched(),
                        keys.stale(),
                        keys.tries())
                .with(worker)
                .with(bounded(most))
                .with(maxCrashes)
                .ready();
        return caller.untilAnswered(
                call,
                answers -> new ReclaimAnswer(
                        answers.word(0, "dead", "live").equals("dead"),
                        answers.list(1).texts(),
                        answers.list(2).texts(),
                        answers.list(3).texts(),
                        answers.count(4),
                        answers.count(5),
                        answers.number(6) == 1));
    }

    @Override
    public CompletableFuture<LapseAnswer> lapse(String queue, int most, int maxCrashes) {
        requireCrashes(maxCrashes);
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(
                        desk.scripts().lapse,
                        keys,
                        keys.leases(),
                        keys.pending(),
                        keys.dead(),
                        keys.cancelled(),
                        keys.cancelling(),
                        keys.stats(),
                        keys.watched(),
                        keys.tries())
                .with(bounded(most))
                .with(maxCrashes)
                .ready();
        return caller.untilAnswered(
                call,
                answers -> new LapseAnswer(
                        answers.list(0).texts(),
                        answers.list(1).texts(),
                        answers.list(2).texts(),
                        answers.count(3),
                        answers.number(4) == 1,
                        answers.numberIfAny(6),
                        answers.number(5)));
    }

    private static void requireCrashes(int maxCrashes) {
        if (maxCrashes < 1) {
            throw new IllegalArgumentException("maxCrashes " + maxCrashes + " is not allowed: use 1 or more");
        }
    }

    @Override
    public CompletableFuture<PromoteAnswer> promote(String queue, int most) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().promote, keys, keys.pending(), keys.scheduled(), keys.stats())
                .with(bounded(most))
                .ready();
        return caller.untilAnswered(
                call, answers -> new PromoteAnswer(answers.count(1), answers.numberIfAny(2), answers.number(0)));
    }

    @Override
    public CompletableFuture<PurgeAnswer> purge(String queue, Retention retention, int most) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(
                        desk.scripts().purge,
                        keys,
                        keys.done(),
                        keys.dead(),
                        keys.cancelled(),
                        keys.stats(),
                        keys.remembered(),
                        keys.stale(),
                        keys.watched(),
                        keys.fading(),
                        keys.tries())
                .with(retention.age().toMillis())
                .with(retention.count())
                .with(retention.bytes())
                .with(retention.deadAge().toMillis())
                .with(bounded(most))
                .ready();
        return caller.untilAnswered(
                call,
                answers ->
                        new PurgeAnswer(answers.count(0), answers.count(1), answers.count(2), answers.number(3) == 1));
    }

    @Override
    public CompletableFuture<StrayPage> strays(String queue, String cursor) {
        Keys keys = desk.keys(queue);
        ScanArgs pattern = ScanArgs.Builder.matches(keys.processingPattern()).limit(SCAN_COUNT);
        CompletableFuture<KeyScanCursor<byte[]>> page = caller.untilAnswered(
                keys.slot(),
                "walk over the lists of queue \"" + queue + "\"",
                commands -> commands.scan(ScanCursor.of(cursor), pattern),
                found -> found);
        return ErrorKinds.bare(page.thenCompose(found -> {
            Set<String> names = new LinkedHashSet<>();
            found.getKeys().forEach(key -> names.add(keys.workerOf(new String(key, US_ASCII))));
            String next = found.isFinished() ? "0" : found.getCursor();
            return names.isEmpty()
                    ? CompletableFuture.completedFuture(new StrayPage(List.of(), next))
                    : unregistered(keys, new ArrayList<>(names)).thenApply(strays -> new StrayPage(strays, next));
        }));
    }

    private CompletableFuture<List<String>> unregistered(Keys keys, List<String> names) {
        byte[][] members = names.stream().map(name -> name.getBytes(US_ASCII)).toArray(byte[][]::new);
        return caller.untilAnswered(
                keys.slot(),
                "look up workers of queue \"" + keys.queue() + "\"",
                commands -> commands.zmscore(keys.workers(), members),
                scores -> {
                    List<String> strays = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        if (scores.get(i) == null) {
                            strays.add(names.get(i));
                        }
                    }
                    return strays;
                });
    }

    @Override
    public long incidents() {
        return incidents.count();
    }

    private static int bounded(int most) {
        if (most < 1 || most > Limits.BATCH) {
            throw new IllegalArgumentException("A pass over " + most + " is not allowed: use 1 to " + Limits.BATCH);
        }
        return most;
    }
}
