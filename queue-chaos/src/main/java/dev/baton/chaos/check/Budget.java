package dev.baton.chaos.check;

import dev.baton.chaos.log.Event;
import dev.baton.chaos.log.History;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a row's faults may cost, computed from its log: {@code rollback since=T} means that Redis forgot what happened
 * between T and the event, with {@code of=process} only what that process did; {@code damaged id=…} that somebody deleted
 * or overwrote keys of a job by hand.
 *
 * @param losable ids that may be missing, or end otherwise than they should
 * @param rollbacks how often Redis went back in time
 * @param damaged whether keys were damaged by hand, so that counters need not be right
 */
record Budget(Set<String> losable, int rollbacks, boolean damaged) {
    static Budget of(History history) {
        Map<String, Event> asked = first(history, "enq.invoke");
        Map<String, Event> acknowledged = first(history, "enq.ok");
        var losable = new TreeSet<String>();
        List<Event> rollbacks = history.of("rollback").toList();
        for (Event rollback : rollbacks) {
            for (Event ok : acknowledged.values()) {
                // An enqueue that was under way at either instant may have reached the old state or not.
                boolean within = ok.at() > rollback.number("since")
                        && asked.getOrDefault(ok.id(), ok).at() <= rollback.at();
                boolean concerned =
                        rollback.fact("of").isEmpty() || rollback.fact("of").equals(ok.by());
                if (within && concerned) {
                    losable.add(ok.id());
                }
            }
        }
        history.of("damaged").map(Event::id).forEach(losable::add);
        return new Budget(
                losable, rollbacks.size(), history.of("damaged").findAny().isPresent());
    }

    /** The first event of this kind of each job. */
    private static Map<String, Event> first(History history, String kind) {
        var found = new TreeMap<String, Event>();
        history.of(kind).forEach(event -> found.merge(event.id(), event, (a, b) -> a.at() <= b.at() ? a : b));
        return found;
    }
}
