package dev.baton.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mends what is safe: one script a job, which looks again whether it is wrong before it writes. */
final class Treatment {
    private static final List<Object> LARGE = List.of("large");
    private static final List<Object> MOVED = List.of("moved");
    private static final int MOST_LISTS = 200;
    private static final String LIST = "baton:queues";
    private static final Map<String, String> DEEDS = Map.ofEntries(
            Map.entry("appended", "put at the back of pending"),
            Map.entry("due-now", "put into scheduled, due now"),
            Map.entry("from-pending", "taken out of pending"),
            Map.entry("from-scheduled", "taken out of scheduled"),
            Map.entry("bare", "bare id taken out of a processing list"),
            Map.entry("claims", "claim taken away"),
            Map.entry("reclaimed", "made pending again, at the back, with a crash counted"),
            Map.entry("cancelled", "cancelled, as was asked for, with a crash counted"),
            Map.entry("indexed", "put into the index of its status, as of now"),
            Map.entry("from-dead", "taken out of dead"),
            Map.entry("from-cancelled", "taken out of cancelled"),
            Map.entry("remembered", "put into remembered, so that it is forgotten after a day"),
            Map.entry("tries", "tries removed"),
            Map.entry("cancelling", "taken out of cancelling"),
            Map.entry("stale", "taken out of stale"),
            Map.entry("watched", "taken out of watched"),
            Map.entry("run", "run removed"),
            Map.entry("status", "status removed"));

    private final Links links;
    private final List<Finding> findings;
    private final Map<String, Set<String>> otherLists;

    /** Of the queues that are too large for one call, made when the first of them turns out to be so. */
    private final Map<String, Rounds> rounds = new HashMap<>();

    /** What a walk over a large queue told of the jobs to be mended. */
    private record Rounds(
            Map<String, JobEvidence> before, PlaceWalk places, Set<String> inDone, Set<String> inRemembered) {}

    /** @param otherLists of each queue the processing lists of incarnations unregistered or long dead */
    Treatment(Links links, Map<String, Set<String>> otherLists, List<Finding> findings) {
        this.links = links;
        this.findings = findings;
        this.otherLists = otherLists;
    }

    /** @throws ExaminationException if Redis did not answer: then it may have been mended or not */
    Repair mend(Finding finding) {
        if (finding.code() == Code.UNLISTED_QUEUE && finding.mendable()) {
            boolean added = links.of(LIST).ask(LIST, redis -> redis.sadd(LIST, finding.queue())) > 0;
            return new Repair(finding, added, added ? "added to baton:queues" : "nothing: it is listed by now");
        }
        Script script = scriptFor(finding.code());
        if (script == null || !finding.mendable()) {
            return new Repair(finding, false, "nothing: it is not safe to mend");
        }
        List<?> answer;
        try {
            answer = run(script, finding, List.of());
            if (answer.equals(LARGE)) {
                Rounds known = rounds.computeIfAbsent(finding.queue(), this::walk);
                answer = run(script, finding, List.of(known));
            }
        } catch (ExaminationException e) {
            String said = String.valueOf(e.getMessage());
            if (said.contains("WRONGTYPE")) {
                return new Repair(finding, false, "nothing: " + said);
            }
            throw e;
        }
        if (answer.equals(MOVED)) {
            return new Repair(finding, false, "nothing: it moved meanwhile, say --fix again");
        }
        List<String> deeds = new ArrayList<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            String count = String.valueOf(answer.get(i + 1));
            deeds.add(DEEDS.getOrDefault(String.valueOf(answer.get(i)), String.valueOf(answer.get(i)))
                    + (count.equals("1") ? "" : " (" + count + ")"));
        }
        return deeds.isEmpty()
                ? new Repair(finding, false, "nothing: it is right again, or can be mended no more")
                : new Repair(finding, true, String.join("; ", deeds));
    }

    /** @param known nothing, or what a walk told: then the script goes by that if nothing moved since */
    private List<?> run(Script script, Finding finding, List<Rounds> known) {
        String base = QueueExamination.base(finding.queue());
        String id = finding.id();
        List<String> arguments = new ArrayList<>();
        arguments.add(id);
        arguments.add("");
        if (!known.isEmpty()) {
            JobEvidence before = known.get(0).before().get(id);
            if (before == null) {
                return MOVED;
            }
            arguments.set(1, before.stamp());
        }
        if (script == Script.MEND_INDEX) {
            known.forEach(rounds -> {
                arguments.add(rounds.inDone().contains(id) ? "1" : "0");
                arguments.add(rounds.inRemembered().contains(id) ? "1" : "0");
            });
        } else {
            Set<String> lists = known.isEmpty() ? otherLists.getOrDefault(finding.queue(), Set.of()) : Set.of();
            if (lists.size() > MOST_LISTS) {
                return LARGE;
            }
            arguments.add(Integer.toString(lists.size()));
            arguments.addAll(lists);
            known.stream().flatMap(rounds -> rounds.places().spots(id).stream()).forEach(spot -> {
                arguments.add(spot.list());
                arguments.add(spot.element());
                arguments.add(Long.toString(spot.left()));
                arguments.add(Long.toString(spot.right()));
            });
        }
        return links.of(base + "meta").run(script, base, arguments);
    }

    private Rounds walk(String queue) {
        String base = QueueExamination.base(queue);
        Link link = links.of(base + "meta");
        Set<String> ids = new LinkedHashSet<>();
        findings.stream()
                .filter(finding -> finding.mendable()
                        && finding.queue().equals(queue)
                        && !finding.id().isEmpty())
                .forEach(finding -> ids.add(finding.id()));
        Map<String, JobEvidence> before = Suspects.facts(link, base, ids);
        PlaceWalk places = PlaceWalk.over(link, base, ids, otherLists.getOrDefault(queue, Set.of()));
        ids.removeIf(id -> !places.isSettled(id));
        before.keySet().retainAll(ids);
        // In the order in which purge moves them on.
        Set<String> inDone = namedIn(link, base, List.of("done"), ids);
        return new Rounds(before, places, inDone, namedIn(link, base, List.of("remembered", "fading"), ids));
    }

    private static Set<String> namedIn(Link link, String base, List<String> lists, Set<String> ids) {
        Set<String> named = new HashSet<>();
        for (String list : lists) {
            if (link.ask(redis -> redis.type(base + list)).equals("list")) {
                new Pages(link)
                        .listFromTheRight(
                                base + list,
                                page -> page.stream()
                                        .map(Suspects::idOf)
                                        .filter(ids::contains)
                                        .forEach(named::add));
            }
        }
        return named;
    }

    static @Nullable Script scriptFor(Code code) {
        return switch (code) {
            case TWO_PLACES, WRONG_PLACE, NO_PLACE, NO_CLAIM, PLACE_WITHOUT_STATUS -> Script.MEND_PLACE;
            case NOT_INDEXED, FALSE_INDEX, LEAKED_TOMBSTONE -> Script.MEND_INDEX;
            case LEAKED_FIELD, LEAKED_KEY -> Script.MEND_FIELDS;
            default -> null;
        };
    }
}
