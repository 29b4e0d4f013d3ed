package dev.baton.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a queue says of itself at one instant, as {@code ledger.lua} answers it.
 *
 * @param nowMillis by the clock of Redis
 * @param types of its keys; {@code none} for those that are not there
 * @param oldest of {@code done}, {@code remembered}, {@code fading}: the first element; of sorted sets: member and score
 * @param doneBytes the sum over {@code done} in digits; empty if it is not known
 */
record Ledger(
        long nowMillis,
        Map<String, String> types,
        Map<String, String> meta,
        Map<String, String> stats,
        Map<String, Long> sizes,
        long liveWorkers,
        Map<String, String> oldest,
        String doneBytes) {
    private static final String MOST_ADDED_UP = "2000";

    static Ledger read(Link link, String base) {
        List<?> answer = link.run(Script.LEDGER, base, List.of(MOST_ADDED_UP));
        Map<String, Long> sizes = new LinkedHashMap<>();
        pairs(answer.get(4)).forEach((name, size) -> sizes.put(name, Long.parseLong(size)));
        return new Ledger(
                Long.parseLong(String.valueOf(answer.get(0))),
                pairs(answer.get(1)),
                pairs(answer.get(2)),
                pairs(answer.get(3)),
                sizes,
                Long.parseLong(String.valueOf(answer.get(5))),
                pairs(answer.get(6)),
                String.valueOf(answer.get(7)));
    }

    long size(String name) {
        return sizes.getOrDefault(name, 0L);
    }

    /** Whether a key is of the type that the model gives it, and so may be walked. */
    boolean isSound(String name) {
        return String.valueOf(KeyName.OF_A_QUEUE.get(name)).equals(types.get(name));
    }

    private static Map<String, String> pairs(Object answer) {
        List<?> list = (List<?>) answer;
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            pairs.put(String.valueOf(list.get(i)), String.valueOf(list.get(i + 1)));
        }
        return pairs;
    }
}
