package dev.baton.doctor;

import io.lettuce.core.ScoredValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where some jobs of a large queue stand, found page by page: pending, then processing lists and leases, then pending again.
 *
 * <p>One script that walks over a million elements holds up Redis for a tenth of a second, for each job of which it has to be
 * known that it stands nowhere. So no instant is looked at but an interval: if the job's stamp ({@link JobEvidence#stamp}) is
 * the same before and after, the job has not moved, and then it stood all the while where it was met, and nowhere else. The
 * second walk over pending tells a bare id that a worker took meanwhile from one that stands in both places.
 *
 * <p>A page begins where the one before ended, found again by its last elements, for others push and take at both ends
 * meanwhile: so nothing that stands still is passed over or met twice.
 */
final class PlaceWalk {
    private static final int SIZE = 1_000;
    private static final int OVERLAP = 250;
    private static final int TAIL = 3;

    /** An element, and how many others stood to its left and to its right. */
    record Spot(String list, String element, long left, long right) {}

    private final Link link;
    private final String base;
    private final Set<String> ids;
    private final Map<String, List<Spot>> inPending = new HashMap<>();
    private final Map<String, List<Spot>> inHands = new HashMap<>();
    private final Map<String, List<Spot>> inPendingAgain = new HashMap<>();

    private PlaceWalk(Link link, String base, Set<String> ids) {
        this.link = link;
        this.base = base;
        this.ids = ids;
    }

    /** @param otherLists processing lists of incarnations that are not registered */
    static PlaceWalk over(Link link, String base, Set<String> ids, Collection<String> otherLists) {
        PlaceWalk walk = new PlaceWalk(link, base, ids);
        walk.list("pending", walk.inPending);
        for (String list : walk.hands(otherLists)) {
            walk.list(list, walk.inHands);
        }
        walk.leases();
        walk.list("pending", walk.inPendingAgain);
        return walk;
    }

    /** Whether both walks over pending met it as often. */
    boolean isSettled(String id) {
        return inPending.getOrDefault(id, List.of()).size()
                == inPendingAgain.getOrDefault(id, List.of()).size();
    }

    JobEvidence complete(JobEvidence job) {
        List<JobEvidence.Held> held = inHands.getOrDefault(job.id(), List.of()).stream()
                .map(spot -> new JobEvidence.Held(spot.list(), spot.element()))
                .toList();
        return job.withPlaces(inPendingAgain.getOrDefault(job.id(), List.of()).size(), held);
    }

    /** All places of a job, each list from the left. */
    List<Spot> spots(String id) {
        List<Spot> spots = new ArrayList<>(inPendingAgain.getOrDefault(id, List.of()));
        spots.addAll(inHands.getOrDefault(id, List.of()));
        return spots;
    }

    private void leases() {
        if (!link.ask(redis -> redis.type(base + "leases")).equals("zset")) {
            return;
        }
        new Pages(link)
                .sortedSet(
                        base + "leases",
                        page -> page.forEach(entry -> {
                            String id = Suspects.idOf(entry.getValue());
                            if (ids.contains(id)) {
                                inHands.computeIfAbsent(id, one -> new ArrayList<>())
                                        .add(new Spot("leases", entry.getValue(), 0, 0));
                            }
                        }));
    }

    private Set<String> hands(Collection<String> otherLists) {
        Set<String> lists = new LinkedHashSet<>();
        if (link.ask(redis -> redis.type(base + "workers")).equals("zset")) {
            new Pages(link).sortedSet(base + "workers", workers -> {
                List<String> lanes = new ArrayList<>();
                for (ScoredValue<String> worker : workers) {
                    for (String lane : List.of("", ":1", ":2", ":3")) {
                        lanes.add("processing:" + worker.getValue() + lane);
                    }
                }
                KeyRow.read(link, base, lanes).stream()
                        .filter(row -> row.type().equals("list"))
                        .forEach(row -> lists.add(row.name()));
            });
        }
        lists.addAll(otherLists);
        return lists;
    }

    private void list(String name, Map<String, List<Spot>> into) {
        String key = base + name;
        if (!link.ask(redis -> redis.type(key)).equals("list")) {
            return;
        }
        List<String> tail = List.of();
        long next = 0;
        while (true) {
            long from = Math.max(0, next - OVERLAP);
            List<String> page = link.ask(key, redis -> redis.lrange(key, from, from + OVERLAP + SIZE - 1));
            int start = after(tail, page);
            if (start < page.size()) {
                long length = link.ask(key, redis -> redis.llen(key));
                for (int i = start; i < page.size(); i++) {
                    String id = Suspects.idOf(page.get(i));
                    if (ids.contains(id)) {
                        long left = from + i;
                        into.computeIfAbsent(id, one -> new ArrayList<>())
                                .add(new Spot(name, page.get(i), left, Math.max(0, length - 1 - left)));
                    }
                }
                tail = List.copyOf(page.subList(Math.max(0, page.size() - TAIL), page.size()));
            }
            if (page.size() < OVERLAP + SIZE) {
                return;
            }
            next = from + page.size();
        }
    }

    /** Where a page goes on behind what was walked over: at its end if it is not reached yet, or was taken. */
    private static int after(List<String> tail, List<String> page) {
        if (tail.isEmpty()) {
            return 0;
        }
        for (int i = page.size() - tail.size(); i >= 0; i--) {
            if (page.subList(i, i + tail.size()).equals(tail)) {
                return i + tail.size();
            }
        }
        return page.size();
    }
}
