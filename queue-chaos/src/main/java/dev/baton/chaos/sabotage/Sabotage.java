package dev.baton.chaos.sabotage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing done to the code so that a row of the matrix fails: a script whose text is changed, which lies before the true
 * one on the class path of the processes, or a store that breaks a rule in them. Nothing of it is in the product.
 */
public enum Sabotage {
    SALVAGES_NOTHING(
            "reclaim takes bare ids for stale ones",
            "reclaim",
            "elseif not entries[n] and status == 'pending' and not seen[id] then",
            "elseif false then"),
    SALVAGES_TO_NOWHERE(
            "reclaim does not push the bare ids that it took",
            "reclaim",
            "redis.call('RPUSH', pending, salvaged[n])",
            ""),
    RECLAIMS_TO_NOWHERE(
            "reclaim does not push the jobs that it took", "lib/lost", "call_sliced('LPUSH', pending, reclaimed)", ""),
    COUNTS_NO_CRASH("reclaim counts no crash", "lib/lost", "crashes = crashes + 1", ""),
    RECLAIMS_IN_PROGRESS(
            "reclaim leaves the status as it was",
            "lib/lost",
            "local status, reason = 'pending', nil",
            "local status, reason = 'in-progress', nil"),
    RECLAIMS_AGAIN(
            "reclaim leaves the entries that it took",
            "reclaim",
            "redis.call('LTRIM', lists[lane], 0, -taken[lane] - 1)",
            ""),
    BURIES_NEVER(
            "reclaim knows no poison", "lib/lost", "elseif once or crashes >= max_crashes then", "elseif once then"),
    FORGETS_ONCE(
            "reclaim forgets that a job may be started only once",
            "lib/lost",
            "local failures, crashes, fence, once = read_tries(tries_text)",
            "local failures, crashes, fence = read_tries(tries_text)\n  local once = false"),
    THE_DEAD_LIVE(
            "an expired worker counts as live",
            "lib/live",
            "return expiry and tonumber(expiry) > now",
            "return expiry"),
    COMPLETES_AND_HOLDS(
            "a completion leaves its entry",
            "complete_and_claim",
            "  let_go(list, look)\n  mset(statuses)",
            "  mset(statuses)"),
    COMPLETES_WITHOUT_PROOF(
            "a completion needs no entry",
            "complete_and_claim",
            "if look.in_order or take_held(look, entries[n]) then",
            "if true then"),
    CLAIMS_ANYTHING(
            "a claim takes ids of whatever status",
            "complete_and_claim",
            "if status == 'pending' and not seen[id] then",
            "if not seen[id] then"),
    NEEDS_MEMORY(
            "completion and claim are refused when Redis is full",
            "complete_and_claim",
            "#!lua flags=allow-oom",
            "#!lua"),
    RETRIES_NEVER("a retry does not schedule the job", "retry", "call_sliced('ZADD', scheduled, delay)", ""),
    SNOOZES_FOR_EVER("a snooze does not schedule the job", "snooze", "call_sliced('ZADD', scheduled, delay)", ""),
    PROMOTES_ALL_AT_ONCE(
            "promote takes all that is due in one call", "promote", "'BYSCORE', 'LIMIT', 0, ARGV[2]", "'BYSCORE'"),
    RELEASES_TO_NOWHERE("a release does not push the job", "release", "call_sliced('RPUSH', pending, back)", ""),
    RELEASES_TO_THE_BACK(
            "a release pushes to the back",
            "release",
            "call_sliced('RPUSH', pending, back)",
            "call_sliced('LPUSH', pending, back)"),
    RENEWS_NOTHING(
            "a heartbeat renews nothing",
            "heartbeat",
            "redis.call('ZADD', workers, 'XX', whole(now + tonumber(ARGV[3])), worker)",
            ""),
    ENQUEUES_AGAIN(
            "an enqueue pushes a known id again",
            "enqueue",
            "tell(i, word, known[i] or (delay[id] and 'scheduled') or 'pending')",
            "pushed = pushed + 1\n    push[pushed] = id\n    tell(i, word, known[i] or 'pending')"),
    GOES_DEAF("after the first call that failed, no claim is ever answered"),
    NEVER_ADOPTS("entries that the worker does not know stay where they are"),
    NEVER_JOINS_AGAIN("a join after the first is not sent"),
    SEES_NO_OUTAGE("the store notices no incident"),
    SWALLOWS_RETRIES("a failed attempt is told as recorded, and not sent"),
    SWALLOWS_BURIALS("a burial is told as recorded, and not sent"),
    FAILS_NOW_AND_THEN("every twentieth claim fails, as if the script were unknown"),
    CONFIRMS_UNASKED("a durable enqueue is told as confirmed, and no replica is asked"),
    NEVER_CLOSES("the store's close does not return");

    private static final String PROPERTY = "baton.chaos.sabotage";

    private final String sentence;
    private final @Nullable ScriptEdit edit;

    Sabotage(String sentence) {
        this.sentence = sentence;
        this.edit = null;
    }

    Sabotage(String sentence, String script, String find, String replace) {
        this.sentence = sentence;
        this.edit = new ScriptEdit(script, find, replace);
    }

    /** The one that this process was started with. */
    public static Optional<Sabotage> ofThisProcess() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Sabotage::valueOf);
    }

    /** What a JVM is given so that it finds this one. */
    public String option() {
        return "-D" + PROPERTY + "=" + name();
    }

    public String sentence() {
        return sentence;
    }

    /** How it changes a script; empty for one that is done in the JVM. */
    public Optional<ScriptEdit> edit() {
        return Optional.ofNullable(edit);
    }
}
