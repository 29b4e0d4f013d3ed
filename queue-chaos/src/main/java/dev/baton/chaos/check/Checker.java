package dev.baton.chaos.check;

import dev.baton.chaos.log.Event;
import dev.baton.chaos.log.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Computes the invariants from the logs and the raw keys, once the faults are over and everything has come to rest. What a
 * fault may cost is computed from the log too.
 */
public final class Checker {
    private final History history;
    private final Snapshot snapshot;
    private final Budget budget;
    private final Map<String, String> statuses;
    private final Map<String, List<Run>> runs = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /** A handler that ran, from its start to its end, or to that of its process. */
    private record Run(String by, long fence, long begin, long end) {}

    private Checker(History history, Snapshot snapshot) {
        this.history = history;
        this.snapshot = snapshot;
        this.budget = Budget.of(history);
        this.statuses = snapshot.statuses();
        collectRuns();
    }

    /** What is wrong at this instant, whatever is under way. */
    public static List<Violation> now(Snapshot snapshot) {
        return Audit.now(snapshot);
    }

    /** What the keys alone show to be wrong when every job should have ended. */
    public static List<Violation> atRest(Snapshot snapshot) {
        return Audit.atRest(snapshot, Budget.of(new History(List.of())));
    }

    /** What is wrong when every job should have ended. */
    public static List<Violation> atRest(History history, Snapshot snapshot) {
        var checker = new Checker(history, snapshot);
        checker.violations.addAll(Audit.atRest(snapshot, checker.budget));
        checker.nothingIsLost();
        checker.nothingConfirmedIsLost();
        checker.nothingIsInvented();
        checker.outcomesAreFenced();
        checker.startsAreBounded();
        checker.onlyTheBrokenLoseClaims();
        checker.ownersDoNotOverlap();
        return checker.violations;
    }

    /** How many jobs the faults of this history may cost. */
    public static int budget(History history) {
        return Budget.of(history).losable().size();
    }

    private void breaks(Invariant invariant, String what) {
        violations.add(new Violation(invariant, what));
    }

    /** I1: that each job which is there has ended is the audit's to say. */
    private void nothingIsLost() {
        for (String id : history.ids("enq.ok")) {
            if (!statuses.containsKey(id) && !budget.losable().contains(id)) {
                breaks(Invariant.I1, "an acknowledged job is gone: " + id);
            }
        }
        Set<String> did = history.ids("effect");
        for (String id : new TreeSet<>(statuses.keySet())) {
            if ("done".equals(statuses.get(id))
                    && !did.contains(id)
                    && !budget.losable().contains(id)) {
                breaks(Invariant.I1, "a job is done, and nobody did it: " + id);
            }
        }
    }

    /** I12: no budget covers these. */
    private void nothingConfirmedIsLost() {
        for (String id : history.ids("enq.durable")) {
            if (!statuses.containsKey(id)) {
                breaks(Invariant.I12, "a job that was confirmed to be on a replica is gone: " + id);
            }
        }
    }

    private void nothingIsInvented() {
        var invoked = new HashSet<>(history.ids("enq.invoke"));
        for (String id : new TreeSet<>(statuses.keySet())) {
            if (!invoked.contains(id)) {
                breaks(Invariant.I8, "nobody enqueued the job " + id);
            }
        }
    }

    /** I4: whoever's outcome was recorded held the job when it asked, and a job ends once. */
    private void outcomesAreFenced() {
        var asked = new HashMap<String, Long>();
        var newest = new HashMap<String, Event>();
        var ends = new TreeMap<String, Integer>();
        for (Event event : history.all().toList()) {
            String claim = event.id() + " " + event.fact("nonce");
            switch (event.kind()) {
                case "claim" ->
                    newest.merge(event.id(), event, (a, b) -> a.number("fence") > b.number("fence") ? a : b);
                case "ask" -> asked.put(claim, event.at());
                case "ended" -> {
                    Event holder = newest.get(event.id());
                    if (budget.rollbacks() == 0
                            && holder != null
                            && holder.number("fence") > event.number("fence")
                            && holder.at() < asked.getOrDefault(claim, Long.MAX_VALUE)) {
                        breaks(
                                Invariant.I4,
                                "an outcome was recorded for fence " + event.fact("fence") + " though fence "
                                        + holder.fact("fence") + " held the job: " + event.id());
                    }
                    if (Set.of("done", "dead").contains(event.fact("to"))) {
                        ends.merge(event.id(), 1, Integer::sum);
                    }
                }
                default -> {}
            }
        }
        ends.forEach((id, times) -> {
            if (times > 1 + budget.rollbacks()) {
                breaks(Invariant.I4, "a job was ended " + times + " times: " + id);
            }
        });
    }

    /** I5: outcomes that were asked for count whether their answer arrived or not. */
    private void startsAreBounded() {
        Map<String, Integer> uncounted = history.of("ask")
                .filter(event -> Set.of("pending", "scheduled").contains(event.fact("to")))
                .collect(Collectors.toMap(Event::id, event -> 1, Integer::sum));
        Map<String, Integer> failed = history
                .of("ask")
                .filter(event -> event.fact("to").equals("retrying"))
                .collect(Collectors.toMap(
                        event -> event.id() + " " + event.fact("nonce"), event -> event.id(), (a, b) -> a))
                .values()
                .stream()
                .collect(Collectors.toMap(id -> id, id -> 1, Integer::sum));
        runs.forEach((id, all) -> {
            int allowed = 1
                    + failed.getOrDefault(id, 0)
                    + uncounted.getOrDefault(id, 0)
                    + snapshot.deadHolders(id).size()
                    + budget.rollbacks();
            if (all.size() > allowed && !budget.losable().contains(id)) {
                breaks(Invariant.I5, "a job started " + all.size() + " times, at most " + allowed + " allowed: " + id);
            }
        });
    }

    /** I5: a claim is lost only by a worker that something was done to. */
    private void onlyTheBrokenLoseClaims() {
        if (history.has("fault", event -> event.fact("on").equals("all"))) {
            return;
        }
        Map<String, String> processes =
                history.of("join").collect(Collectors.toMap(event -> event.fact("worker"), Event::by, (a, b) -> a));
        Set<String> broken = history.of("fault").map(event -> event.fact("on")).collect(Collectors.toSet());
        for (String id : new TreeSet<>(statuses.keySet())) {
            for (String holder : snapshot.deadHolders(id)) {
                String process = processes.getOrDefault(holder, holder);
                if (!broken.contains(process)) {
                    breaks(Invariant.I5, "a worker that nobody broke lost its claim: " + process + " on " + id);
                }
            }
        }
    }

    /** I6: of a pair that overlaps, the earlier one's worker must be among those whose claim of the job was lost. */
    private void ownersDoNotOverlap() {
        Map<String, String> processes =
                history.of("join").collect(Collectors.toMap(event -> event.fact("worker"), Event::by, (a, b) -> a));
        runs.forEach((id, all) -> {
            Set<String> losers = snapshot.deadHolders(id).stream()
                    .map(holder -> processes.getOrDefault(holder, holder))
                    .collect(Collectors.toSet());
            for (int i = 1; i < all.size(); i++) {
                Run before = all.get(i - 1);
                if (before.end() > all.get(i).begin() && !losers.contains(before.by()) && budget.rollbacks() == 0) {
                    breaks(
                            Invariant.I6,
                            before.by() + " and " + all.get(i).by() + " ran a job at once, and no claim was lost: "
                                    + id);
                }
            }
        });
    }

    private void collectRuns() {
        Map<String, Long> deaths = history.of("fault")
                .filter(event -> event.fact("what").equals("kill"))
                .collect(Collectors.toMap(event -> event.fact("on"), Event::at, (a, b) -> a));
        Map<String, Long> last = history.all().collect(Collectors.toMap(Event::by, Event::at, Math::max));
        Map<String, Long> ends = history.of("end")
                .collect(Collectors.toMap(
                        event -> event.by() + " " + event.id() + " " + event.fact("fence"), Event::at, Math::max));
        history.of("start").forEach(start -> {
            Long end = ends.get(start.by() + " " + start.id() + " " + start.fact("fence"));
            if (end == null) {
                end = deaths.containsKey(start.by()) ? deaths.get(start.by()) : last.get(start.by());
            }
            runs.computeIfAbsent(start.id(), id -> new ArrayList<>())
                    .add(new Run(start.by(), start.number("fence"), start.at(), end == null ? start.at() : end));
        });
        runs.values().forEach(all -> all.sort(Comparator.comparingLong(Run::fence)));
    }
}
