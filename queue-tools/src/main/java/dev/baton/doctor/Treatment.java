package dev.baton.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mends what is safe: one script a job, which looks again whether it is wrong before it writes. */
final class Treatment {
    private static final String LIST = "baton:queues";
    private static final Map<String, String> DEEDS = Map.ofEntries(
            Map.entry("appended", "put at the back of pending"),
            Map.entry("due-now", "put into scheduled, due now"),
            Map.entry("from-pending", "taken out of pending"),
            Map.entry("from-scheduled", "taken out of scheduled"),
            Map.entry("bare", "bare id taken out of a processing list"),
            Map.entry("claims", "claim taken out of a processing list"),
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
    private final Map<String, Set<String>> otherLists;

    /** @param otherLists of each queue the processing lists of incarnations unregistered or long dead */
    Treatment(Links links, Map<String, Set<String>> otherLists) {
        this.links = links;
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
        List<String> arguments = new ArrayList<>();
        arguments.add(finding.id());
        arguments.addAll(otherLists.getOrDefault(finding.queue(), Set.of()));
        List<?> answer;
        try {
            String base = QueueExamination.base(finding.queue());
            answer = links.of(base + "meta").run(script, base, arguments);
        } catch (ExaminationException e) {
            String said = String.valueOf(e.getMessage());
            if (said.contains("WRONGTYPE")) {
                return new Repair(finding, false, "nothing: " + said);
            }
            throw e;
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

    static @Nullable Script scriptFor(Code code) {
        return switch (code) {
            case TWO_PLACES, WRONG_PLACE, NO_PLACE, NO_CLAIM, PLACE_WITHOUT_STATUS -> Script.MEND_PLACE;
            case NOT_INDEXED, FALSE_INDEX, LEAKED_TOMBSTONE -> Script.MEND_INDEX;
            case LEAKED_FIELD, LEAKED_KEY -> Script.MEND_FIELDS;
            default -> null;
        };
    }
}
