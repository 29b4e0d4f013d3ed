package dev.baton.redis;

import dev.baton.model.Limits;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Ends claims otherwise than by completion: one script a kind, one call for all endings of the kind. */
final class Settling {
    private final Desk desk;
    private final Caller caller;

    Settling(Desk desk, Caller caller) {
        this.desk = desk;
        this.caller = caller;
    }

    CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
        if (endings.size() > Limits.BATCH) {
            throw new IllegalArgumentException(
                    "A batch of " + endings.size() + " endings is not allowed: use at most " + Limits.BATCH);
        }
        Map<Class<?>, List<Integer>> byKind = new LinkedHashMap<>();
        for (int i = 0; i < endings.size(); i++) {
            requireLane(lane, endings.get(i));
            byKind.computeIfAbsent(endings.get(i).getClass(), kind -> new ArrayList<>())
                    .add(i);
        }
        Settlement[] settled = new Settlement[endings.size()];
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (List<Integer> places : byKind.values()) {
            List<Ending> same = new ArrayList<>(places.size());
            places.forEach(place -> same.add(endings.get(place)));
            calls.add(caller.untilAnswered(draft(lane, same), answers -> {
                List<Settlement> found = Claims.readPairs(answers, same);
                for (int i = 0; i < found.size(); i++) {
                    settled[places.get(i)] = found.get(i);
                }
                return null;
            }));
        }
        return ErrorKinds.bare(CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> Arrays.asList(settled)));
    }

    private ScriptCall draft(Lane lane, List<Ending> same) {
        Keys keys = desk.keys(lane.queue());
        LuaScripts scripts = desk.scripts();
        byte[] hand = keys.hand(lane);
        Ending first = same.get(0);
        ScriptCall.Draft draft;
        if (first instanceof Ending.Retry) {
            draft = waiting(scripts.retry, keys, hand);
        } else if (first instanceof Ending.Snooze) {
            draft = waiting(scripts.snooze, keys, hand);
        } else if (first instanceof Ending.Release) {
            draft = desk.draft(
                    scripts.release,
                    keys,
                    hand,
                    keys.pending(),
                    keys.stats(),
                    keys.cancelling(),
                    keys.cancelled(),
                    keys.watched(),
                    keys.tries());
        } else if (first instanceof Ending.Bury) {
            draft = ended(scripts.bury, keys, hand, keys.dead());
        } else if (first instanceof Ending.Concede) {
            draft = ended(scripts.concede, keys, hand, keys.cancelled());
        } else {
            throw new IllegalArgumentException("A completion is not settled here: use completeAndClaim");
        }
        same.forEach(ending -> say(draft, ending));
        return draft.ready();
    }

    private ScriptCall.Draft waiting(LuaScript script, Keys keys, byte[] hand) {
        return desk.draft(
                script,
                keys,
                hand,
                keys.scheduled(),
                keys.stats(),
                keys.cancelling(),
                keys.cancelled(),
                keys.watched(),
                keys.tries());
    }

    private ScriptCall.Draft ended(LuaScript script, Keys keys, byte[] hand, byte[] index) {
        return desk.draft(script, keys, hand, index, keys.stats(), keys.cancelling(), keys.watched(), keys.tries());
    }

    private static void say(ScriptCall.Draft draft, Ending ending) {
        draft.with(ending.claim().entry());
        if (ending instanceof Ending.Retry retry) {
            draft.with(Math.max(0, retry.delay().toMillis())).with(retry.failure());
        } else if (ending instanceof Ending.Snooze snooze) {
            draft.with(Math.max(0, snooze.delay().toMillis()));
        } else if (ending instanceof Ending.Bury bury) {
            draft.with(bury.counted() ? "1" : "0").with(bury.reason()).with(bury.failure());
        } else if (ending instanceof Ending.Concede concede) {
            draft.with(concede.reason());
        }
    }

    static void requireLane(Lane lane, Ending ending) {
        if (!ending.claim().lane().equals(lane)) {
            throw new IllegalArgumentException(
                    "The claim " + ending.claim() + " is not of " + lane + ": end it through its own lane");
        }
    }
}
