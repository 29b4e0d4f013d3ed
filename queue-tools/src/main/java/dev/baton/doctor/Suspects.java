package dev.baton.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The jobs that are looked at closely. Of a small queue these are all, in one script, so that the verdict is on one
 * instant of the whole queue. Of a larger one they are those that a first look, page by page, found odd, which on a queue
 * at work are mostly jobs that moved meanwhile: each is looked at again, at one instant, before anything is said of it.
 */
final class Suspects {
    /** So many jobs and elements are a matter of ten milliseconds or so, for which Redis may be held up. */
    static final int SMALL_JOBS = 1_000;

    static final int SMALL_ELEMENTS = 4_000;
    private static final int MOST = 200_000;
    private static final int BATCH = 200;
    /** Elements of pending that one look may walk over: some ten milliseconds. */
    private static final long WALKED = 1_000_000;

    private static final int WALKED_ONCE = 20_000;

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
        long length = Math.max(1, ledger.size("pending"));
        int batch = length <= WALKED_ONCE ? BATCH : (int) Math.max(1, Math.min(BATCH, WALKED / length));
        inBatches(odd, batch, ids -> judgeAll(look(false, otherLists, ids)));
        judgeUnindexed(otherLists, batch);
        if (tooMany > 0) {
            String found = tooMany + " more jobs looked odd at first, and there was no room to look again";
            findings.add(new Finding(
                    Code.NOT_READ, queue, base + "pending", "", found, "mend the others, and examine again", false));
        }
    }

    private List<?> look(boolean whole, List<String> otherLists, Collection<String> ids) {
        List<String> arguments = new ArrayList<>();
        arguments.add(whole ? "1" : "0");
        arguments.add(Integer.toString(SMALL_ELEMENTS));
        arguments.add(Integer.toString(otherLists.size()));
        arguments.addAll(otherLists);
        arguments.addAll(ids);
        return link.run(Script.LOOK, base, arguments);
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
    private void judgeUnindexed(List<String> otherLists, int batch) {
        if (unindexed.isEmpty()) {
            return;
        }
        Set<String> missing = new LinkedHashSet<>(unindexed);
        Pages pages = new Pages(link);
        for (String name : List.of("done", "remembered", "fading")) {
            pages.listFromTheRight(base + name, elements -> {
                for (String element : elements) {
                    missing.remove(idOf(element));
                }
            });
        }
        inBatches(missing, batch, ids -> {
            for (Object one : look(false, otherLists, ids)) {
                JobEvidence job = JobEvidence.read((List<?>) one).withEnds(0, 0, 0);
                findings.addAll(JobVerdict.of(queue, base, job));
            }
        });
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
