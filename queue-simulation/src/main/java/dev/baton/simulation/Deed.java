package dev.baton.simulation;

import java.util.Locale;

/** What a step does. */
enum Deed {
    ENQUEUE(false, false),
    ENQUEUE_LATER(false, false),
    ENQUEUE_ONCE(false, false),
    CANCEL(false, false),
    REPLAY(false, false),
    PAUSE(false, false),
    RESUME(false, false),
    HIRE(true, false),
    BEAT(true, false),
    RECLAIM(true, false),
    SALVAGE(true, false),
    WALK(true, false),
    WATCH(true, false),
    RING(true, false),
    START(true, false),
    RETURN(true, false),
    THROW(true, false),
    SNOOZE(true, false),
    GIVE_UP(true, false),
    CONCEDE(true, false),
    STOP(true, false),
    SEND_BACK(true, false),
    LEAVE(true, false),
    EXECUTE(true, false),
    DELIVER(true, false),
    TIME(false, false),
    SAVE(false, false),
    CRASH(true, true),
    FREEZE(true, true),
    LOSE_REQUEST(true, true),
    LOSE_ANSWER(true, true),
    DELAY(true, true),
    GHOST(false, true),
    CLOCK_FORWARD(false, true),
    CLOCK_BACK(false, true),
    ROLL_BACK(false, true);

    /** Whether the step is one of a certain worker. */
    final boolean ofWorker;

    final boolean fault;

    Deed(boolean ofWorker, boolean fault) {
        this.ofWorker = ofWorker;
        this.fault = fault;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
