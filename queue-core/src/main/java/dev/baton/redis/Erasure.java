package dev.baton.redis;

import dev.baton.store.InspectStore.EraseAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One deletion. Nothing tells where in the index of done jobs a job stands, so it is looked for a bounded stretch at a time,
 * the latest first: what ends meanwhile pushes it deeper, to where the next look goes. For one call.
 */
final class Erasure {
    /** Who deletes a job has mostly just seen it, or its page. */
    private static final int FIRST_LOOK = 1_100;

    private static final int NEXT_LOOKS = 3_300;

    /** What others delete meanwhile moves a job up. */
    private static final int MARGIN = 1_000;

    private final Desk desk;
    private final Caller caller;
    private final String queue;
    private final List<String> ids;
    private final Map<String, EraseAnswer> found = new HashMap<>();

    Erasure(Desk desk, Caller caller, String queue, List<String> ids) {
        this.desk = desk;
        this.caller = caller;
        this.queue = queue;
        this.ids = List.copyOf(ids);
    }

    CompletableFuture<List<EraseAnswer>> from(long passed) {
        return look(ids, Math.max(0, passed - MARGIN), FIRST_LOOK + MARGIN, passed > 0);
    }

    /** @param again whether to begin anew from the latest on if something is missed to the end: others delete, too */
    private CompletableFuture<List<EraseAnswer>> look(List<String> wanted, long passed, int most, boolean again) {
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(
                        desk.scripts().erase,
                        keys,
                        keys.done(),
                        keys.dead(),
                        keys.cancelled(),
                        keys.stats(),
                        keys.remembered(),
                        keys.stale(),
                        keys.fading(),
                        keys.tries())
                .with(passed)
                .with(most)
                .withAll(wanted)
                .ready();
        return caller.untilAnswered(call, answers -> take(wanted, answers)).thenCompose(look -> {
            if (!look.missed().isEmpty() && (look.more() || again)) {
                return look.more()
                        ? look(look.missed(), passed + most, NEXT_LOOKS, again)
                        : look(look.missed(), 0, NEXT_LOOKS, false);
            }
            return CompletableFuture.completedFuture(
                    ids.stream().map(found::get).toList());
        });
    }

    private record Look(List<String> missed, boolean more) {}

    private Look take(List<String> wanted, Answers answers) {
        Answers jobs = answers.list(1);
        jobs.requireGroups(wanted.size(), 3);
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String id = wanted.get(i);
            jobs.requireId(3 * i, id);
            String word = jobs.word(3 * i + 2, "deleted", "missed", "forgotten", "refused");
            if (word.equals("missed")) {
                missed.add(id);
            }
            EraseAnswer answer = new EraseAnswer(
                    id, jobs.status(3 * i + 1).orElse(null), word.equals("deleted"), word.equals("forgotten"));
            // A copy of a call whose answer was lost finds the record gone; and of an id that stands twice, the first
            // counts.
            found.merge(id, answer, (first, second) -> first.erased() ? first : second);
        }
        return new Look(missed, answers.number(0) == 1);
    }
}
