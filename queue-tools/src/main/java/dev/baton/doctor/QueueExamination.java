package dev.baton.doctor;

import dev.baton.model.Grammar;
import dev.baton.model.Retention;
import io.lettuce.core.ScoredValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One look at one queue: walks over its places, its indexes, its fields and its keys, and has what is odd looked at. */
final class QueueExamination {
    private static final Pattern CLAIM = Pattern.compile("[A-Za-z0-9._-]{1,128} [!-~]{1,256} \\d{1,19}");
    private static final Pattern DONE = Pattern.compile("[A-Za-z0-9._-]{1,128} \\d{1,18} \\d{1,18} [a-z-]{1,8}");
    private static final Pattern TOMBSTONE = Pattern.compile("[A-Za-z0-9._-]{1,128} \\d{1,18}( .{1,64})?");
    /** Twice as long as a reclaimer may wait after an outage with the usual settings, and then some. */
    private static final long LONG_EXPIRED_MILLIS = Duration.ofMinutes(2).toMillis();

    /** Scripts look themselves into the hands of those that lived within the last hour. */
    private static final long LONG_DEAD_MILLIS = Duration.ofMinutes(30).toMillis();

    private final Link link;
    private final String queue;
    private final String base;
    private final Findings findings;
    private final Retention retention;
    private final Consumer<String> progress;
    private final Pages pages;
    private final Suspects suspects;
    private final IdSet places = new IdSet();
    private final IdSet ends = new IdSet();
    private final Set<String> registered = new HashSet<>();
    /** What scripts do not find by themselves: lists of incarnations unregistered or long dead. */
    private final Set<String> otherLists = new LinkedHashSet<>();

    QueueExamination(Link link, String queue, Findings findings, Retention retention, Consumer<String> progress) {
        this.link = link;
        this.queue = queue;
        this.base = base(queue);
        this.findings = findings;
        this.retention = retention;
        this.progress = progress;
        this.pages = new Pages(link);
        this.suspects = new Suspects(link, queue, base, findings);
    }

    static String base(String queue) {
        return "baton:{" + queue + "}:";
    }

    /**
     * @param known its keys, if they were met already
     * @return how many statuses were met
     */
    long run(Optional<List<String>> known) {
        Ledger ledger = Ledger.read(link, base);
        List<Finding> said = LedgerVerdict.of(queue, base, ledger, retention);
        findings.addAll(said);
        if (said.stream().anyMatch(finding -> finding.code() == Code.OTHER_FORMAT)) {
            return 0;
        }
        walkPlaces(ledger);
        walkEnds(ledger);
        walkFields(ledger);
        KeyWalk keys = new KeyWalk(
                link,
                queue,
                findings,
                suspects,
                places,
                ends,
                (list, worker) -> strayList(list, worker, ledger.isSound("workers")));
        Consumer<List<String>> walk = page -> {
            keys.walk(page);
            progress.accept("queue " + queue + ": " + keys.statuses() + " jobs");
        };
        known.ifPresentOrElse(all -> Pages.of(all, walk), () -> pages.keys(base + "*", walk));
        suspects.judge(List.copyOf(otherLists), ledger);
        return keys.statuses();
    }

    /** Processing lists of incarnations that are not registered, or expired more than half an hour ago. */
    Set<String> otherLists() {
        return otherLists;
    }

    private void walkPlaces(Ledger ledger) {
        if (ledger.isSound("pending")) {
            pages.list(base + "pending", page -> place(names("pending", page), "pending"));
        }
        if (ledger.isSound("scheduled")) {
            pages.sortedSet(base + "scheduled", page -> {
                checkScores("scheduled", page);
                place(names("scheduled", values(page)), "scheduled", "retrying");
            });
        }
        if (ledger.isSound("leases")) {
            walkLeases(ledger);
        }
        if (ledger.isSound("workers")) {
            pages.sortedSet(base + "workers", page -> {
                checkScores("workers", page);
                walkHands(page, ledger);
            });
        }
    }

    private void walkLeases(Ledger ledger) {
        long[] overdue = {0};
        pages.sortedSet(base + "leases", page -> {
            checkScores("leases", page);
            List<String> claims = new ArrayList<>();
            for (ScoredValue<String> lease : page) {
                if (CLAIM.matcher(lease.getValue()).matches()) {
                    claims.add(Suspects.idOf(lease.getValue()));
                } else {
                    malformed("leases", lease.getValue(), "<id> <nonce> <fence>");
                }
                if (ledger.nowMillis() - lease.getScore() > LONG_EXPIRED_MILLIS) {
                    overdue[0]++;
                }
            }
            place(claims, "in-progress");
        });
        if (ledger.liveWorkers() > 0 && overdue[0] > 0) {
            findings.add(new Finding(
                    Code.UNRECLAIMED,
                    queue,
                    base + "leases",
                    "",
                    overdue[0] + " leases that ran out more than two minutes ago",
                    "nothing: look why no live worker or gateway takes them back",
                    false));
        }
    }

    private void walkHands(List<ScoredValue<String>> workers, Ledger ledger) {
        Map<String, Double> expiries = new HashMap<>();
        workers.forEach(worker -> expiries.put(worker.getValue(), worker.getScore()));
        List<String> lanes = new ArrayList<>();
        for (String worker : names("workers", values(workers))) {
            registered.add(worker);
            for (String lane : List.of("", ":1", ":2", ":3")) {
                lanes.add("processing:" + worker + lane);
            }
        }
        for (KeyRow row : KeyRow.read(link, base, lanes)) {
            if (row.type().equals("list")) {
                String worker = KeyName.parse(row.name()).owner();
                double expiredMillis = ledger.nowMillis() - expiries.getOrDefault(worker, 0.0);
                if (expiredMillis > LONG_DEAD_MILLIS) {
                    otherLists.add(row.name());
                }
                walkHeld(row.name(), ledger.liveWorkers() > 0 && expiredMillis > LONG_EXPIRED_MILLIS);
            }
        }
    }

    private void walkHeld(String list, boolean longExpired) {
        long[] claimed = {0};
        long[] bare = {0};
        pages.list(base + list, page -> {
            List<String> claims = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (String element : page) {
                if (Grammar.isName(element)) {
                    ids.add(element);
                } else if (CLAIM.matcher(element).matches()) {
                    claims.add(Suspects.idOf(element));
                } else {
                    malformed(list, element, "<id>, or <id> <nonce> <fence>");
                    if (Grammar.isName(Suspects.idOf(element))) {
                        suspects.meet(Suspects.idOf(element));
                        places.add(Suspects.idOf(element));
                    }
                }
            }
            claimed[0] += claims.size();
            bare[0] += ids.size();
            place(ids, "pending");
            place(claims, "in-progress");
        });
        if (longExpired && claimed[0] > 0) {
            overdue(Code.UNRECLAIMED, list, claimed[0] + " claims");
        }
        if (longExpired && bare[0] > 0) {
            overdue(Code.UNSALVAGED, list, bare[0] + " bare ids");
        }
    }

    private void overdue(Code code, String list, String what) {
        String found = what + " of a worker that expired more than two minutes ago";
        findings.add(new Finding(
                code, queue, base + list, "", found, "nothing: look why no live worker takes them back", false));
    }

    /** Called for every processing list whose worker was not registered when the walk began. */
    private void strayList(String list, String worker, boolean registry) {
        if (registered.contains(worker)) {
            return;
        }
        if (registry && link.ask(base + "workers", redis -> redis.zscore(base + "workers", worker)) != null) {
            registered.add(worker);
            return;
        }
        long length = link.ask(base + list, redis -> redis.llen(base + list));
        if (length > 0 && otherLists.add(list)) {
            String found = length + " elements of an incarnation that is not registered";
            String right = "nothing: a worker's janitor takes them back within the hour";
            findings.add(new Finding(Code.UNREGISTERED_LIST, queue, base + list, "", found, right, false));
            walkHeld(list, false);
        }
    }

    /** They stand in a place that fits these statuses. */
    private void place(List<String> ids, String... fitting) {
        Set<String> expected = Set.of(fitting);
        for (Brief job : Brief.read(link, base, ids)) {
            boolean first = places.add(job.id());
            if (first && job.hasRecord() && expected.contains(job.status())) {
                suspects.meet(job.id());
            } else {
                suspects.suspect(job.id());
            }
        }
    }

    private void walkEnds(Ledger ledger) {
        for (String name : List.of("done", "remembered", "fading")) {
            if (!ledger.isSound(name)) {
                continue;
            }
            Pattern right = name.equals("done") ? DONE : TOMBSTONE;
            String words = name.equals("done") ? "<id> <finishedAt> <bytes> <marks>" : "<id> <finishedAt> …";
            pages.listFromTheRight(base + name, page -> {
                List<String> ids = new ArrayList<>();
                for (String element : page) {
                    if (right.matcher(element).matches()) {
                        ids.add(Suspects.idOf(element));
                    } else {
                        malformed(name, element, words);
                        ends.add(Suspects.idOf(element));
                    }
                }
                end(ids, name.equals("done") ? Set.of("done") : Set.of());
            });
        }
        for (String name : List.of("dead", "cancelled")) {
            if (ledger.isSound(name)) {
                pages.sortedSet(base + name, page -> {
                    checkScores(name, page);
                    end(names(name, values(page)), Set.of(name));
                });
            }
        }
    }

    /** @param fitting empty: a tombstone, whose status may be gone already */
    private void end(List<String> ids, Set<String> fitting) {
        ids.forEach(ends::add);
        ids.forEach(suspects::meet);
        if (fitting.isEmpty()) {
            return;
        }
        for (Brief job : Brief.read(link, base, ids)) {
            if (!job.hasRecord() || !fitting.contains(job.status())) {
                suspects.suspect(job.id());
            }
        }
    }

    private void walkFields(Ledger ledger) {
        if (ledger.isSound("tries")) {
            pages.hash(base + "tries", page -> {
                page.forEach((id, tries) -> {
                    if (!JobVerdict.areTries(tries) && Grammar.isName(id)) {
                        suspects.suspect(id);
                    }
                });
                suspectUnless(names("tries", List.copyOf(page.keySet())), Brief::hasRecord);
            });
        }
        if (ledger.isSound("cancelling")) {
            pages.set(
                    base + "cancelling",
                    page -> suspectUnless(
                            names("cancelling", page), job -> job.status().equals("in-progress")));
        }
        if (ledger.isSound("stale")) {
            pages.set(
                    base + "stale",
                    page -> suspectUnless(
                            names("stale", page),
                            job -> job.status().equals("cancelled") && places.contains(job.id())));
        }
        if (ledger.isSound("watched")) {
            pages.sortedSet(base + "watched", page -> {
                checkScores("watched", page);
                suspectUnless(names("watched", values(page)), Brief::isLive);
            });
        }
    }

    private void suspectUnless(List<String> ids, Predicate<Brief> fine) {
        for (Brief job : Brief.read(link, base, ids)) {
            if (fine.test(job)) {
                suspects.meet(job.id());
            } else {
                suspects.suspect(job.id());
            }
        }
    }

    private List<String> names(String key, List<String> elements) {
        List<String> names = new ArrayList<>(elements.size());
        for (String element : elements) {
            if (Grammar.isName(element)) {
                names.add(element);
            } else {
                malformed(key, element, "1 to 128 of the characters A-Z a-z 0-9 . _ -");
            }
        }
        return names;
    }

    private static List<String> values(List<ScoredValue<String>> page) {
        return page.stream().map(ScoredValue::getValue).toList();
    }

    private void checkScores(String name, List<ScoredValue<String>> page) {
        for (ScoredValue<String> one : page) {
            double score = one.getScore();
            if (!(score >= 0 && score < 1e15) || score != Math.rint(score)) {
                malformed(name, one.getValue() + "\" with the score \"" + score, "milliseconds, a whole number");
            }
        }
    }

    private void malformed(String name, String element, String right) {
        String found = "\"" + Shown.text(element) + "\"";
        findings.add(new Finding(Code.MALFORMED_ENTRY, queue, base + name, "", found, right, false));
    }
}
