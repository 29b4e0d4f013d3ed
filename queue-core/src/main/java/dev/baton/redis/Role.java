package dev.baton.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a program does with queues, and so which rights its user needs in Redis; see {@link AccessRule}. */
public enum Role {
    /** Enqueues, awaits what becomes of it, and finds single jobs by their ids. */
    PRODUCER(
            List.of("enqueue", "watch", "view"),
            List.of("sadd", "mget", "subscribe", "unsubscribe", "wait", "client|setname", "client|getname"),
            List.of("finished")),
    /** Runs jobs, with all the background duties of a worker: reclaiming, promoting, purging. */
    WORKER(
            List.of(
                    "join",
                    "leave",
                    "heartbeat",
                    "complete_and_claim",
                    "adopt",
                    "bury",
                    "concede",
                    "release",
                    "retry",
                    "snooze",
                    "expired",
                    "reclaim",
                    "lapse",
                    "promote",
                    "purge"),
            List.of(
                    "sadd",
                    "blmove",
                    "client|id",
                    "client|unblock",
                    "script|load",
                    "scan",
                    "zmscore",
                    "subscribe",
                    "unsubscribe"),
            List.of("wake")),
    /**
     * A gateway: does for others what producers and observers and administrators do, lends jobs to remote consumers, and has the
     * background duties of a worker.
     */
    GATEWAY(
            List.of(
                    "enqueue",
                    "watch",
                    "view",
                    "crew",
                    "held",
                    "sizes",
                    "where",
                    "cancel",
                    "replay",
                    "erase",
                    "pause",
                    "purge",
                    "join",
                    "leave",
                    "heartbeat",
                    "adopt",
                    "lend",
                    "extend",
                    "complete_and_claim",
                    "bury",
                    "concede",
                    "release",
                    "retry",
                    "snooze",
                    "expired",
                    "reclaim",
                    "lapse",
                    "promote"),
            List.of(
                    ("sadd smembers mget lrange zrange zrevrange zmscore scan wait blmove client|id client|unblock client|setname"
                                    + " client|getname script|load subscribe unsubscribe")
                            .split(" ")),
            List.of("wake", "finished")),
    /** Lists, finds and counts, and changes nothing. */
    OBSERVER(
            List.of("crew", "held", "sizes", "view", "where"),
            List.of("smembers", "mget", "lrange", "zrange", "zrevrange"),
            List.of()),
    /** Observes, and cancels, replays, deletes, pauses and purges. */
    ADMIN(
            List.of("crew", "held", "sizes", "view", "where", "cancel", "replay", "erase", "pause", "purge"),
            List.of("smembers", "mget", "lrange", "zrange", "zrevrange"),
            List.of()),
    /** Examines queues, as {@code ./baton doctor} does, and changes nothing: reads every key of theirs, in every way. */
    DOCTOR(
            List.of(),
            List.of(
                    ("client|setname exists getrange hexists hget hgetall hkeys hlen hmget hscan hstrlen lindex llen lpos"
                                    + " lrange mget scan scard sismember smembers smismember sscan strlen time type zcard zcount"
                                    + " zmscore zrange zscan zscore")
                            .split(" ")),
            List.of());

    /** For every connection: what the store looks at, and scripts by hash and by source. Redis lets everybody greet. */
    private static final List<String> EVERYBODY = List.of("info", "eval", "evalsha");

    private final List<String> scripts;
    private final List<String> plain;
    private final List<String> heard;

    Role(List<String> scripts, List<String> plain, List<String> heard) {
        this.scripts = scripts;
        this.plain = plain;
        this.heard = heard;
    }

    /** As it is typed: in small letters. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<LuaNeeds> scripts() {
        return scripts.stream().map(LuaScript::load).map(LuaNeeds::of).toList();
    }

    /** Commands that are sent as they are. */
    List<String> plain() {
        List<String> all = new ArrayList<>(EVERYBODY);
        all.addAll(plain);
        return all;
    }

    /** Keys of a queue that are read besides those of the scripts. */
    List<String> keys() {
        return this == DOCTOR ? List.of("*") : List.of();
    }

    /** Channels that are listened to. */
    List<String> heard() {
        return heard;
    }

    @Override
    public String toString() {
        return word();
    }
}
