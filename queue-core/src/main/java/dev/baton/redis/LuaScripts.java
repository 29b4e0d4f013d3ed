package dev.baton.redis;

/** Every script by name; a test compares the list with the folder. */
final class LuaScripts {
    final LuaScript adopt = LuaScript.load("adopt");
    final LuaScript bury = LuaScript.load("bury");
    final LuaScript cancel = LuaScript.load("cancel");
    final LuaScript completeAndClaim = LuaScript.load("complete_and_claim");
    final LuaScript concede = LuaScript.load("concede");
    final LuaScript enqueue = LuaScript.load("enqueue");
    final LuaScript expired = LuaScript.load("expired");
    final LuaScript heartbeat = LuaScript.load("heartbeat");
    final LuaScript held = LuaScript.load("held");
    final LuaScript join = LuaScript.load("join");
    final LuaScript leave = LuaScript.load("leave");
    final LuaScript pause = LuaScript.load("pause");
    final LuaScript promote = LuaScript.load("promote");
    final LuaScript purge = LuaScript.load("purge");
    final LuaScript reclaim = LuaScript.load("reclaim");
    final LuaScript release = LuaScript.load("release");
    final LuaScript replay = LuaScript.load("replay");
    final LuaScript retry = LuaScript.load("retry");
    final LuaScript sizes = LuaScript.load("sizes");
    final LuaScript snooze = LuaScript.load("snooze");
    final LuaScript view = LuaScript.load("view");
    final LuaScript watch = LuaScript.load("watch");
}
