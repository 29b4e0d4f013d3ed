package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.failure;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.tail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Retention;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.NewJob;
import dev.baton.store.Settlement;
import dev.baton.store.Store;
import io.lettuce.core.LMoveArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Random requests, some sent twice in a row, some again much later, between rollbacks of the whole Redis. Knows what a
 * crowd of clients would know, and nothing of what stands in Redis.
 */
final class FuzzSteps {
    private static final List<String> WORKERS = List.of("w1", "w2", "w3");

    /** @param sameTwice whether a second copy, sent at once, has to change nothing */
    private record Request(String what, boolean sameTwice, Runnable call) {}

    private final TestRedis redis;
    private final Store store;
    private final Random random;
    private final Rollback rollback;
    private final List<String> ids = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, Long> fences = new HashMap<>();
    private final List<String> incarnations = new ArrayList<>();
    private final List<Request> sent = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int made;

    FuzzSteps(TestRedis redis, Random random, Rollback rollback) {
        this.redis = redis;
        this.store = redis.store();
        this.random = random;
        this.rollback = rollback;
    }

    /** @return what was done */
    String step() {
        now = now.plusMillis(1 + random.nextInt(400));
        redis.clock(now);
        int dice = random.nextInt(100);
        if (dice < 2) {
            rollback.save();
            return "save";
        } else if (dice < 4 && rollback.isSaved()) {
            rollback.restore();
            ended.clear(); // what was ended since may be ended again
            return "roll back";
        } else if (dice < 14 && !sent.isEmpty()) {
            Request late = any(sent);
            late.call().run();
            return "again: " + late.what();
        } else if (dice < 18) {
            return move();
        } else if (dice < 34) {
            return claim();
        }
        Request request = request();
        request.call().run();
        if (random.nextInt(4) == 0) {
            Map<String, String> before = redis.dump();
            request.call().run();
            if (request.sameTwice()) {
                assertThat(redis.dump()).as("sent twice: " + request.what()).isEqualTo(before);
            }
        }
        sent.add(request);
        if (sent.size() > 40) {
            sent.remove(random.nextInt(sent.size()));
        }
        return request.what();
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String worker() {
        return incarnations.isEmpty() || random.nextInt(9) == 0 ? any(WORKERS) : any(incarnations);
    }

    private Lane lane() {
        return new Lane(QUEUE, worker(), random.nextInt(2));
    }

    private List<String> someIds() {
        Set<String> some = new HashSet<>(Set.of("nobody"));
        for (int i = random.nextInt(5); i > 0 && !ids.isEmpty(); i--) {
            some.add(any(ids.subList(Math.max(0, ids.size() - 30), ids.size())));
        }
        return List.copyOf(some);
    }

    private String move() {
        Lane lane = lane();
        return "move " + redis.raw().lmove("baton:{q}:pending", list(lane), LMoveArgs.Builder.rightLeft()) + " to "
                + lane;
    }

    /** A claim is never sent twice: so it is no request, and its call has a name of its own. */
    private String claim() {
        Lane lane = lane();
        ClaimRequest request = new ClaimRequest("k" + ++made, 1 + random.nextInt(6), 1 << 20);
        ClaimAnswer answer;
        if (random.nextInt(4) == 0) {
            lane = Lane.ofLeases(QUEUE);
            answer = get(store.leases().lend(QUEUE, request, Duration.ofMillis(1 + random.nextInt(9000))));
        } else if (random.nextInt(3) == 0) {
            List<String> elements = new ArrayList<>(redis.raw().lrange(list(lane), 0, -1));
            elements.add("nobody");
            answer = get(store.workers().adopt(lane, elements, request));
        } else {
            List<Ending.Complete> completions = new ArrayList<>();
            some(lane).forEach(claim -> completions.add(new Ending.Complete(claim, null, null, false)));
            answer = get(store.workers().completeAndClaim(lane, completions, request));
            record(completions, answer.settlements());
        }
        for (Claim claim : answer.claims()) {
            if (claim.entry().contains(" " + request.call() + " ")) {
                long fence = Long.parseLong(claim.fence());
                assertThat(fence).as("the fence of " + claim.id()).isGreaterThan(fences.getOrDefault(claim.id(), 0L));
                fences.put(claim.id(), fence);
            }
            claims.add(claim);
        }
        return "claim " + answer.claims().size() + " in " + lane;
    }

    private List<Claim> some(Lane lane) {
        List<Claim> some = new ArrayList<>();
        for (Claim claim : claims.subList(Math.max(0, claims.size() - 60), claims.size())) {
            if (claim.lane().equals(lane) && random.nextInt(3) == 0) {
                some.add(claim);
            }
        }
        return some;
    }

    private void record(List<? extends Ending> endings, List<Settlement> settlements) {
        for (int i = 0; i < endings.size(); i++) {
            if (settlements.get(i).recorded()) {
                String entry = endings.get(i).claim().entry();
                assertThat(ended.add(entry)).as(entry + " is ended once").isTrue();
            }
        }
    }

    private Request request() {
        return switch (random.nextInt(17)) {
            case 0, 1, 2 -> enqueue();
            case 3, 4, 5, 6 -> settle();
            case 7 -> {
                List<String> some = someIds();
                yield new Request(
                        "cancel " + some, true, () -> get(store.inspection().cancel(QUEUE, some)));
            }
            case 8 -> {
                List<String> some = someIds();
                yield new Request(
                        "replay " + some, true, () -> get(store.inspection().replay(QUEUE, some)));
            }
            case 9 -> new Request("promote", true, () -> get(store.sweeps().promote(QUEUE, 1000)));
            case 10 -> membership();
            case 11 -> {
                String worker = worker();
                yield new Request(
                        "reclaim " + worker, true, () -> get(store.sweeps().reclaim(QUEUE, worker, 1000, 3)));
            }
            case 12 -> {
                Retention retention = new Retention(
                        Duration.ofSeconds(random.nextInt(60)), 30, 9999, Duration.ofSeconds(random.nextInt(90)));
                yield new Request("purge", true, () -> get(store.sweeps().purge(QUEUE, retention, 1000)));
            }
            case 13 -> new Request("lapse", true, () -> get(store.sweeps().lapse(QUEUE, 1000, 3)));
            case 14 -> extend();
            case 15 -> {
                List<String> some = someIds();
                yield new Request(
                        "erase " + some, true, () -> get(store.inspection().erase(QUEUE, some, 0)));
            }
            default -> pauseOrWatch();
        };
    }

    private Request enqueue() {
        List<NewJob> jobs = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String id = random.nextInt(4) == 0 && !ids.isEmpty() ? any(ids) : "j" + ++made;
            ids.add(id);
            NewJob.Start start = random.nextInt(4) == 0
                    ? new NewJob.Start.After(Duration.ofMillis(random.nextInt(4000)))
                    : new NewJob.Start.Now();
            jobs.add(new NewJob(id, tail("1"), start));
        }
        return new Request("enqueue " + jobs, true, () -> get(store.enqueues().enqueue(QUEUE, jobs)));
    }

    private Request settle() {
        Lane lane = claims.isEmpty() ? lane() : any(claims).lane();
        int kind = random.nextInt(6);
        Duration delay = Duration.ofMillis(random.nextInt(3000));
        List<Ending> endings = new ArrayList<>();
        List<Ending.Complete> completions = new ArrayList<>();
        for (Claim claim : some(lane)) {
            switch (kind) {
                case 0 -> endings.add(new Ending.Retry(claim, delay, failure(1)));
                case 1 -> endings.add(new Ending.Snooze(claim, delay));
                case 2 -> endings.add(new Ending.Release(claim));
                case 3 -> endings.add(new Ending.Bury(claim, "why", failure(1), true));
                case 4 -> endings.add(new Ending.Concede(claim, "why"));
                default -> completions.add(new Ending.Complete(claim, new byte[] {'1'}, null, true));
            }
        }
        ClaimRequest nothing = new ClaimRequest("k" + ++made, 0, 1);
        return new Request("settle " + endings + completions, true, () -> {
            if (!endings.isEmpty()) {
                record(endings, get(store.workers().settle(lane, endings)));
            }
            record(
                    completions,
                    get(store.workers().completeAndClaim(lane, completions, nothing))
                            .settlements());
        });
    }

    private Request extend() {
        List<String> entries = new ArrayList<>(List.of("nobody x1 1"));
        some(Lane.ofLeases(QUEUE)).forEach(claim -> entries.add(claim.entry()));
        Duration lease = Duration.ofMillis(1 + random.nextInt(9000));
        return new Request("extend " + entries, true, () -> get(store.leases().extend(QUEUE, entries, lease)));
    }

    private Request membership() {
        String worker = worker();
        return switch (random.nextInt(4)) {
            case 0 ->
                new Request("leave " + worker, true, () -> get(store.workers().leave(QUEUE, worker)));
            case 1 ->
                new Request(
                        "heartbeat " + worker,
                        true,
                        () -> get(store.workers().heartbeat(QUEUE, worker, Duration.ofSeconds(20))));
            default -> {
                String name = "i" + ++made;
                incarnations.add(name);
                if (incarnations.size() > 4) {
                    incarnations.remove(0);
                }
                yield new Request(
                        "join " + name, true, () -> get(store.workers().join(QUEUE, name, Duration.ofSeconds(20))));
            }
        };
    }

    private Request pauseOrWatch() {
        List<String> some = someIds();
        return switch (random.nextInt(6)) {
            case 0 -> new Request("pause", true, () -> get(store.inspection().pause(QUEUE)));
            case 1, 2, 3 ->
                new Request("resume", true, () -> get(store.inspection().resume(QUEUE)));
            default ->
                new Request(
                        "watch " + some, true, () -> get(store.inspection().watch(QUEUE, some, Duration.ofSeconds(9))));
        };
    }

    private static String list(Lane lane) {
        return QueueState.list(lane);
    }
}
