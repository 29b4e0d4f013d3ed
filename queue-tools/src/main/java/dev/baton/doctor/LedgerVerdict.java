package dev.baton.doctor;

import dev.baton.model.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges what a queue says of itself: types, facts, counters, retention. Needs no Redis. */
final class LedgerVerdict {
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final Pattern DEBT = Pattern.compile("-?\\d{1,18}");
    private static final Set<String> COUNTERS = Set.of(
            "enqueued",
            "done",
            "done-bytes",
            "retried",
            "snoozed",
            "released",
            "dead",
            "dead-purged",
            "cancelled",
            "reclaimed",
            "salvaged",
            "adopted",
            "promoted",
            "replayed");
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long FADING_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long MOST_REMEMBERED = 1_000_000;
    /** A watch is a matter of seconds, renewed by the waiting; workers look once a minute at least. */
    private static final long WATCHED_MILLIS = Duration.ofMinutes(10).toMillis();

    private final String queue;
    private final String base;
    private final Ledger ledger;
    private final Retention retention;
    private final List<Finding> findings = new ArrayList<>();

    private LedgerVerdict(String queue, String base, Ledger ledger, Retention retention) {
        this.queue = queue;
        this.base = base;
        this.ledger = ledger;
        this.retention = retention;
    }

    static List<Finding> of(String queue, String base, Ledger ledger, Retention retention) {
        LedgerVerdict verdict = new LedgerVerdict(queue, base, ledger, retention);
        verdict.judgeMeta();
        verdict.judgeCounters();
        if (ledger.liveWorkers() > 0) {
            verdict.judgeRetention();
        }
        verdict.advise();
        return verdict.findings;
    }

    private void judgeMeta() {
        ledger.meta().forEach((field, value) -> {
            switch (field) {
                case "format" -> {
                    if (!value.equals("1")) {
                        found(Code.OTHER_FORMAT, "meta", "format " + Shown.text(value), "1: use that release's doctor");
                    }
                }
                case "paused", "largest", "lease", "events" -> {
                    if (!WHOLE.matcher(value).matches()) {
                        found(Code.MALFORMED_FIELD, "meta", pair(field, value), "a whole number");
                    }
                }
                default -> found(Code.MALFORMED_FIELD, "meta", pair(field, value), "no such field");
            }
        });
    }

    private void judgeCounters() {
        Map<String, String> stats = ledger.stats();
        boolean sound = true;
        for (Map.Entry<String, String> counter : stats.entrySet()) {
            String field = counter.getKey();
            if (!COUNTERS.contains(field)) {
                found(Code.MALFORMED_COUNTER, "stats", pair(field, counter.getValue()), "no such counter");
            } else if (!WHOLE.matcher(counter.getValue()).matches()) {
                sound = false;
                found(Code.MALFORMED_COUNTER, "stats", pair(field, counter.getValue()), "a whole number from 0 on");
            }
        }
        if (!sound) {
            return;
        }
        long ended = count("done") + count("cancelled") + count("dead") - count("replayed");
        mismatchIf(
                ended > count("enqueued"),
                "enqueued is " + count("enqueued") + ", but done, cancelled and dead without replayed are " + ended,
                "no more jobs ended than were enqueued");
        for (String index : List.of("done", "dead", "cancelled")) {
            mismatchIf(
                    count(index) < ledger.size(index),
                    index + " is " + count(index) + ", and " + ledger.size(index) + " stand in the index",
                    "at least as many counted as stand there");
        }
        mismatchIf(
                count("dead-purged") + count("replayed") > count("dead"),
                "dead is " + count("dead") + ", but " + count("dead-purged") + " were purged and " + count("replayed")
                        + " replayed",
                "no more dead jobs left than came");
        String sum = ledger.doneBytes();
        mismatchIf(
                DEBT.matcher(sum).matches() && Long.parseLong(sum) != count("done-bytes"),
                "done-bytes is " + count("done-bytes") + ", and the elements of done add up to " + sum,
                "their sum: HSET '" + base + "stats' done-bytes " + sum + ", while no worker runs");
    }

    private void judgeRetention() {
        long most = retention.count();
        tooMany("done", most);
        tooMany("cancelled", most);
        tooMany("remembered", MOST_REMEMBERED);
        if (count("done-bytes") / 5 * 4 > retention.bytes()) {
            found(
                    Code.KEPT_TOO_LONG,
                    "done",
                    "done jobs with " + count("done-bytes") + " bytes",
                    "at most " + retention.bytes());
        }
        tooOld("done", second(ledger.oldest().get("done")), retention.age().toMillis());
        tooOld("remembered", second(ledger.oldest().get("remembered")), DAY_MILLIS);
        tooOld("fading", second(ledger.oldest().get("fading")), FADING_MILLIS);
        tooOld("dead", second(ledger.oldest().get("dead")), retention.deadAge().toMillis());
        tooOld(
                "cancelled",
                second(ledger.oldest().get("cancelled")),
                retention.age().toMillis());
        tooOld("watched", second(ledger.oldest().get("watched")), WATCHED_MILLIS);
    }

    private void tooMany(String name, long bound) {
        if (ledger.size(name) / 5 * 4 > bound) {
            found(Code.KEPT_TOO_LONG, name, ledger.size(name) + " stand there", "at most " + bound);
        }
    }

    /** A quarter more than the bound, and five minutes, for workers purge by the minute. */
    private void tooOld(String name, long since, long boundMillis) {
        long age = ledger.nowMillis() - since;
        if (since >= 0
                && age > boundMillis + boundMillis / 4 + Duration.ofMinutes(5).toMillis()) {
            found(
                    Code.KEPT_TOO_LONG,
                    name,
                    "the oldest has stood there for " + Duration.ofMillis(age).toMinutes() + " minutes",
                    "at most " + Duration.ofMillis(boundMillis).toMinutes() + ": look why no worker purges");
        }
    }

    private void advise() {
        String paused = ledger.meta().getOrDefault("paused", "");
        if (WHOLE.matcher(paused).matches() && ledger.nowMillis() - Long.parseLong(paused) > DAY_MILLIS) {
            long hours = Duration.ofMillis(ledger.nowMillis() - Long.parseLong(paused))
                    .toHours();
            found(Code.LONG_PAUSED, "meta", "paused for " + hours + " hours", "resume it, if that was forgotten");
        }
        if (ledger.liveWorkers() == 0 && ledger.size("pending") + ledger.size("scheduled") > 0) {
            found(
                    Code.NO_WORKER,
                    "workers",
                    ledger.size("pending") + " pending and " + ledger.size("scheduled")
                            + " scheduled jobs, and no worker is alive",
                    "start one");
        }
    }

    private long count(String counter) {
        String value = ledger.stats().getOrDefault(counter, "0");
        return DEBT.matcher(value).matches() ? Long.parseLong(value) : 0;
    }

    /** The number behind the first blank; -1 if there is none. */
    private static long second(@org.jspecify.annotations.Nullable String element) {
        String[] parts = element == null ? new String[0] : element.split(" ");
        return parts.length > 1 && WHOLE.matcher(parts[1]).matches() ? Long.parseLong(parts[1]) : -1;
    }

    private static String pair(String field, String value) {
        return "\"" + Shown.text(field) + "\" is \"" + Shown.text(value) + "\"";
    }

    private void mismatchIf(boolean wrong, String found, String right) {
        if (wrong) {
            found(Code.COUNTER_MISMATCH, "stats", found, right);
        }
    }

    private void found(Code code, String name, String found, String right) {
        findings.add(new Finding(code, queue, base + name, "", found, right, false));
    }
}
