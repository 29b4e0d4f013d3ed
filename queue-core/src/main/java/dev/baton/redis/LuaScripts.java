package dev.baton.redis;

import java.util.function.Function;

/** Every script by name; a test compares the list with the folder. */
final class LuaScripts {
    final LuaScript adopt;
    final LuaScript bury;
    final LuaScript cancel;
    final LuaScript completeAndClaim;
    final LuaScript concede;
    final LuaScript crew;
    final LuaScript enqueue;
    final LuaScript erase;
    final LuaScript expired;
    final LuaScript extend;
    final LuaScript heartbeat;
    final LuaScript held;
    final LuaScript join;
    final LuaScript lapse;
    final LuaScript leave;
    final LuaScript lend;
    final LuaScript pause;
    final LuaScript promote;
    final LuaScript purge;
    final LuaScript reclaim;
    final LuaScript release;
    final LuaScript replay;
    final LuaScript retry;
    final LuaScript sizes;
    final LuaScript snooze;
    final LuaScript view;
    final LuaScript watch;
    final LuaScript where;

    LuaScripts() {
        this(LuaScript::load);
    }

    /** @param load what gives the script of a name: tests give other texts than the files hold */
    LuaScripts(Function<String, LuaScript> load) {
        adopt = load.apply("adopt");
        bury = load.apply("bury");
        cancel = load.apply("cancel");
        completeAndClaim = load.apply("complete_and_claim");
        concede = load.apply("concede");
        crew = load.apply("crew");
        enqueue = load.apply("enqueue");
        erase = load.apply("erase");
        expired = load.apply("expired");
        extend = load.apply("extend");
        heartbeat = load.apply("heartbeat");
        held = load.apply("held");
        join = load.apply("join");
        lapse = load.apply("lapse");
        leave = load.apply("leave");
        lend = load.apply("lend");
        pause = load.apply("pause");
        promote = load.apply("promote");
        purge = load.apply("purge");
        reclaim = load.apply("reclaim");
        release = load.apply("release");
        replay = load.apply("replay");
        retry = load.apply("retry");
        sizes = load.apply("sizes");
        snooze = load.apply("snooze");
        view = load.apply("view");
        watch = load.apply("watch");
        where = load.apply("where");
    }
}
