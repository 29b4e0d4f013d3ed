package dev.baton.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The jobs that are looked at closely. Of a small queue these are all, in one script, so that the verdict is on one
 * instant of the whole queue. Of a larger one they are those that a first look, page by page, found odd, which on a queue
 * at work are mostly jobs that moved meanwhile: each is looked at again, at one instant, before anything is said of it.
 */
final class Suspects {
    /** So many jobs and elements are a matter of some milliseconds, for which Redis may be held up. */
    static final int SMALL_JOBS = 400;

    static final int SMALL_ELEMENTS = 1_600;
    private static final int MOST = 200_000;
    private static final int BATCH = 200;
    /** Of so many jobs at most which move at every look nothing is said but how many they are. */
    private static final int ROUNDS = 5;

    private final Link link;
    private final String queue;
    private final String base;
    private final Findings findings;
    private final Set<String> all = new LinkedHashSet<>();
    private final Set<String> odd = new LinkedHashSet<>();
    private final Set<String> unindexed = new LinkedHashSet<>();
    private boolean small = true;
    private long tooMany;

    Suspects(Link link, String queue, String base, Findings findings) {
        this.link = link;
        this.queue = queue;
        this.base = base;
        this.findings = findings;
    }

    /** There is a job of this id, or something that says so. */
    void meet(String id) {
        if (small && all.add(id) && all.size() > SMALL_JOBS) {
            small = false;
            all.clear();
        }
    }

    /** Something about it is odd. */
    void suspect(String id) {
        meet(id);
        keep(odd, id);
    }

    /** It has ended, and was not met in an index. */
    void suspectIndex(String id) {
        meet(id);
        keep(unindexed, id);
    }

    private void keep(Set<String> in, String id) {
        if (in.size() < MOST) {
            in.add(id);
        } else if (!in.contains(id)) {
            tooMany++;
        }
    }

    /** @param otherLists of incarnations unregistered or long dead, without what all keys begin with */
    void judge(List<String> otherLists, Ledger ledger) {
        if (small) {
            List<?> answer = look(true, otherLists, all);
            if (answer.isEmpty() || answer.get(0) instanceof List<?>) {
                judgeAll(answer);
                return;
            }
        }
        judgeClosely(odd, otherLists, UnaryOperator.identity());
        judgeUnindexed(otherLists, ledger);
        if (tooMany > 0) {
            String found = tooMany + " more jobs looked odd at first, and there was no room to look again";
            findings.add(new Finding(
                    Code.NOT_READ, queue, base + "pending", "", found, "mend the others, and examine again", false));
        }
    }

    private List<?> look(boolean whole, List<String> otherLists, Collection<String> ids) {
        return look(whole ? "1" : "0", link, base, otherLists, ids);
    }

    private static List<?> look(
            String how, Link link, String base, Collection<String> otherLists, Collection<String> ids) {
        List<String> arguments = new ArrayList<>();
        arguments.add(how);
        arguments.add(Integer.toString(SMALL_ELEMENTS));
        arguments.add(Integer.toString(otherLists.size()));
        arguments.addAll(otherLists);
        arguments.addAll(ids);
        return link.run(Script.LOOK, base, arguments);
    }

    /** What is said of jobs, but not where they stand. */
    static Map<String, JobEvidence> facts(Link link, String base, Set<String> ids) {
        Map<String, JobEvidence> facts = new HashMap<>();
        inBatches(ids, BATCH, batch -> {
            for (Object one : look("-", link, base, List.of(), batch)) {
                JobEvidence job = JobEvidence.read((List<?>) one);
                facts.put(job.id(), job);
            }
        });
        return facts;
    }

    /** At one instant if that is a matter of milliseconds; else by a walk, over and over for those that moved. */
    private void judgeClosely(Set<String> ids, List<String> otherLists, UnaryOperator<JobEvidence> knowing) {
        Set<String> left = new LinkedHashSet<>();
        inBatches(ids, BATCH, batch -> {
            List<?> answer = otherLists.size() > BATCH ? List.of("large") : look(false, otherLists, batch);
            if (answer.get(0) instanceof List<?>) {
                answer.forEach(one ->
                        findings.addAll(JobVerdict.of(queue, base, knowing.apply(JobEvidence.read((List<?>) one)))));
            } else {
                left.addAll(batch);
            }
        });
        for (int i = 0; i < ROUNDS && !left.isEmpty(); i++) {
            judgeByAWalk(left, otherLists, knowing);
        }
        if (!left.isEmpty()) {
            String found = left.size() + " jobs looked odd, and moved at every look";
            findings.add(new Finding(
                    Code.NOT_READ, queue, base + "pending", "", found, "examine again when less is going on", false));
        }
    }

    /** @param left loses all of which something can be said, be it nothing */
    private void judgeByAWalk(Set<String> left, List<String> otherLists, UnaryOperator<JobEvidence> knowing) {
        Map<String, JobEvidence> before = facts(link, base, left);
        PlaceWalk walk = PlaceWalk.over(link, base, left, otherLists);
        for (JobEvidence job : facts(link, base, left).values()) {
            List<Finding> said = JobVerdict.of(queue, base, knowing.apply(walk.complete(job)));
            JobEvidence former = before.get(job.id());
            boolean still = former != null && former.stamp().equals(job.stamp()) && walk.isSettled(job.id());
            if (still) {
                findings.addAll(said);
            }
            if (still || said.isEmpty()) {
                left.remove(job.id());
            }
        }
    }

    private void judgeAll(List<?> answer) {
        for (Object one : answer) {
            findings.addAll(JobVerdict.of(queue, base, JobEvidence.read((List<?>) one)));
        }
    }

    /**
     * A job that ends stands in an index from the same instant on. So if it is searched after it was seen as ended, first
     * in done and then where purge takes ids to, and is found nowhere, and is still as it was: then it is missing.
     */
    private void judgeUnindexed(List<String> otherLists, Ledger ledger) {
        if (unindexed.isEmpty()) {
            return;
        }
        Set<String> missing = new LinkedHashSet<>(unindexed);
        Pages pages = new Pages(link);
        for (String name : List.of("done", "remembered", "fading")) {
            if (ledger.isSound(name)) {
                pages.listFromTheRight(
                        base + name, elements -> elements.forEach(element -> missing.remove(idOf(element))));
            }
        }
        judgeClosely(missing, otherLists, job -> job.withEnds(0, 0, 0));
    }

    private static void inBatches(Set<String> ids, int size, Consumer<List<String>> each) {
        List<String> batch = new ArrayList<>(size);
        for (String id : ids) {
            batch.add(id);
            if (batch.size() == size) {
                each.accept(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            each.accept(batch);
        }
    }

    static String idOf(String element) {
        int space = element.indexOf(' ');
        return space < 0 ? element : element.substring(0, space);
    }
}
