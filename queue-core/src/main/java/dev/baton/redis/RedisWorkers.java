package dev.baton.redis;

import dev.baton.model.Limits;
import dev.baton.store.BlockingClaims;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.HeartbeatAnswer;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import dev.baton.store.WorkerStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The worker's port on Redis. */
final class RedisWorkers implements WorkerStore {
    private final Desk desk;
    private final Caller caller;
    private final QueueNames names;
    private final Claims claims;
    private final Settling settling;
    private final Connections connections;

    RedisWorkers(Desk desk, Caller caller, QueueNames names, Connections connections) {
        this.desk = desk;
        this.caller = caller;
        this.names = names;
        this.claims = new Claims(desk);
        this.settling = new Settling(desk, caller);
        this.connections = connections;
    }

    @Override
    public CompletableFuture<Boolean> join(String queue, String worker, Duration expiry) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().join, keys, keys.workers())
                .with(worker)
                .with(expiry.toMillis())
                .ready();
        return ErrorKinds.bare(names.announceIfThereIsRoom(queue)
                .thenCompose(done -> caller.untilAnswered(
                        call, answers -> answers.word(0, "joined", "known").equals("joined"))));
    }

    @Override
    public CompletableFuture<HeartbeatAnswer> heartbeat(String queue, String worker, Duration expiry) {
        Keys keys = desk.keys(queue);
        byte[][] more = new byte[4 + Lane.MAX][];
        more[0] = keys.workers();
        more[1] = keys.scheduled();
        more[2] = keys.pending();
        more[3] = keys.cancelling();
        for (int lane = 0; lane < Lane.MAX; lane++) {
            more[4 + lane] = keys.processing(worker, lane);
        }
        ScriptCall call = desk.draft(desk.scripts().heartbeat, keys, more)
                .with(worker)
                .with(expiry.toMillis())
                .ready();
        return caller.untilAnswered(call, RedisWorkers::readHeartbeat);
    }

    private static HeartbeatAnswer readHeartbeat(Answers answers) {
        boolean live = answers.word(0, "live", "expired").equals("live");
        Map<Integer, List<String>> entries = new HashMap<>();
        for (int lane = 0; lane < Lane.MAX; lane++) {
            entries.put(lane, answers.list(5 + lane).texts());
        }
        return new HeartbeatAnswer(
                live,
                entries,
                Set.copyOf(answers.list(5 + Lane.MAX).texts()),
                answers.number(2) == 1,
                answers.numberIfAny(3),
                answers.number(4),
                answers.number(6 + Lane.MAX),
                answers.number(1));
    }

    @Override
    public CompletableFuture<Void> leave(String queue, String worker) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().leave, keys, keys.workers())
                .with(worker)
                .ready();
        return caller.untilAnswered(call, answers -> {
            answers.word(0, "left", "unknown");
            return null;
        });
    }

    /**
     * @throws IllegalArgumentException if a completion is of another lane, a result is over its limit, or the request
     *     asks for more than allowed
     */
    @Override
    public CompletableFuture<ClaimAnswer> completeAndClaim(
            Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        Claims.requireWithinLimits(request);
        List<List<Ending.Complete>> batches = batches(lane, completions);
        // More than fits into one call: the first ones only complete, and may therefore be repeated.
        CompletableFuture<List<Settlement>> before = CompletableFuture.completedFuture(new ArrayList<>());
        ClaimRequest nothing = new ClaimRequest(request.call(), 0, request.maxBytes());
        for (List<Ending.Complete> batch : batches.subList(0, batches.size() - 1)) {
            before = before.thenCompose(settled -> send(lane, batch, nothing).thenApply(answer -> {
                settled.addAll(answer.settlements());
                return settled;
            }));
        }
        List<Ending.Complete> last = batches.get(batches.size() - 1);
        if (batches.size() == 1) {
            return send(lane, last, request);
        }
        return ErrorKinds.bare(before.thenCompose(settled -> send(lane, last, request)
                .thenApply(answer -> {
                    settled.addAll(answer.settlements());
                    return new ClaimAnswer(
                            answer.verdict(), answer.claims(), answer.dropped(), settled, answer.serverMillis());
                })));
    }

    private CompletableFuture<ClaimAnswer> send(Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        ScriptCall call = claims.completeAndClaim(lane, completions, request);
        return request.most() > 0
                ? caller.once(call, answers -> claims.readCompleteAndClaim(answers, lane, completions, request))
                : caller.untilAnswered(
                        call, answers -> claims.readCompleteAndClaim(answers, lane, completions, request));
    }

    /** At least one batch, perhaps empty. */
    private static List<List<Ending.Complete>> batches(Lane lane, List<Ending.Complete> completions) {
        List<List<Ending.Complete>> batches = new ArrayList<>();
        List<Ending.Complete> batch = new ArrayList<>(Math.min(completions.size(), Limits.BATCH));
        batches.add(batch);
        long bytes = 0;
        for (Ending.Complete completion : completions) {
            Settling.requireLane(lane, completion);
            int told = Claims.told(completion).length;
            if (told > Limits.RESULT_BYTES) {
                throw new IllegalArgumentException("A result of " + told + " bytes is not allowed: use at most "
                        + Limits.RESULT_BYTES + ", or drop it with a note");
            }
            if (batch.size() == Limits.BATCH || bytes + told > Limits.ENQUEUE_BYTES) {
                batch = new ArrayList<>();
                batches.add(batch);
                bytes = 0;
            }
            batch.add(completion);
            bytes += told;
        }
        return batches;
    }

    @Override
    public CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
        return settling.settle(lane, endings);
    }

    @Override
    public CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request) {
        if (elements.isEmpty() || elements.size() > Limits.BATCH) {
            throw new IllegalArgumentException(
                    "An adoption of " + elements.size() + " elements is not allowed: use 1 to " + Limits.BATCH);
        }
        Claims.requireWithinLimits(request);
        Keys keys = desk.keys(lane.queue());
        ScriptCall call = desk.draft(
                        desk.scripts().adopt,
                        keys,
                        keys.pending(),
                        keys.hand(lane),
                        keys.workers(),
                        keys.stats(),
                        keys.cancelled(),
                        keys.stale(),
                        keys.tries())
                .with(lane.worker())
                .with(request.call())
                .with(request.maxBytes())
                .withAll(elements)
                .ready();
        return caller.once(call, answers -> claims.read(answers, lane, request, List.of()));
    }

    @Override
    public BlockingClaims blockingClaims(Lane lane) {
        return new RedisBlockingClaims(lane, desk, claims, connections);
    }
}
