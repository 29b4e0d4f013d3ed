package dev.baton.simulation;

import dev.baton.store.Lane;
import dev.baton.store.NewJob;
import dev.baton.worker.SteppedWorker;
import dev.baton.worker.SteppedWorker.Attempt;
import dev.baton.worker.SteppedWorker.Care;
import dev.baton.worker.SteppedWorker.Way;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two places for workers, three jobs, a server, and what is on its way between them; moves by one step at a time. */
final class World {
    static final int PLACES = 2;
    static final int JOBS = 3;
    static final String QUEUE = "q";

    private static final byte[] TAIL = "\"type\":\"type\",\"payload\":{}}".getBytes(StandardCharsets.UTF_8);
    private static final long START_MICROS = 1_767_225_600_000_000L;
    private static final long[] WHILES_MILLIS = {50, 1_000, 2_500};
    private static final long BEAT_MILLIS = 3_000;
    private static final int BEATS_MISSED = 4;
    private static final long JUMP_MILLIS = 20_000;
    private static final long MOST_ASTRAY_MILLIS = 2 * JUMP_MILLIS;

    /** A worker process in its place. */
    static final class Place {
        final Process process;
        final SteppedWorker worker;

        Place(Process process, SteppedWorker worker) {
            this.process = process;
            this.worker = worker;
        }
    }

    final ModelServer model;
    final @Nullable Place[] places = new @Nullable Place[PLACES];
    final List<Message<?>> ghosts = new ArrayList<>();
    private final Server server;
    private final Set<Mistake> mistakes;
    private long serverMicros = START_MICROS;
    private long nanos;
    private long astrayMillis;
    private int hired;
    private boolean saved;
    private @Nullable StringBuilder story;

    /** @param server executes the requests: the model itself, or one that does so beside it */
    World(ModelServer model, Server server, Set<Mistake> mistakes) {
        this.model = model;
        this.server = server;
        this.mistakes = mistakes;
        server.clock(serverMicros);
    }

    static World onModel(Set<Mistake> mistakes) {
        ModelServer model = new ModelServer(mistakes);
        return new World(model, model, mistakes);
    }

    /** From now on each step is told in words. */
    void tellTo(StringBuilder words) {
        story = words;
    }

    private void tell(Object what) {
        if (story != null) {
            story.append(story.isEmpty() ? "" : "; ").append(what);
        }
    }

    boolean isSaved() {
        return saved;
    }

    /** Does a step. @return false if there was nothing that it could be done to: then nothing happened */
    boolean does(Step step) {
        Deed deed = step.deed();
        if (deed.ofWorker) {
            int at = step.worker() % PLACES;
            Place place = places[at];
            if (deed == Deed.HIRE) {
                return place == null && hire(at);
            }
            return place != null && does(deed, at, place, step.which());
        }
        return does(deed, step.which());
    }

    private boolean does(Deed deed, int which) {
        String id = "j" + which % JOBS;
        switch (deed) {
            case ENQUEUE -> enqueue(new NewJob(id, TAIL, new NewJob.Start.Now()));
            case ENQUEUE_LATER -> enqueue(new NewJob(id, TAIL, new NewJob.Start.After(Duration.ofMillis(1_500))));
            case ENQUEUE_ONCE -> enqueue(new NewJob(id, TAIL, new NewJob.Start.Now(), true));
            case CANCEL -> tell(server.ask(store -> store.inspection().cancel(QUEUE, List.of(id))));
            case REPLAY -> tell(server.ask(store -> store.inspection().replay(QUEUE, List.of(id))));
            case PAUSE -> tell(server.ask(store -> store.inspection().pause(QUEUE)));
            case RESUME -> tell(server.ask(store -> store.inspection().resume(QUEUE)));
            case TIME -> passes(WHILES_MILLIS[which % WHILES_MILLIS.length]);
            case CLOCK_FORWARD -> {
                return jumps(JUMP_MILLIS);
            }
            case CLOCK_BACK -> {
                return jumps(-JUMP_MILLIS);
            }
            case SAVE -> {
                server.save();
                saved = true;
            }
            case ROLL_BACK -> {
                if (!saved) {
                    return false;
                }
                server.rollBack();
                ghosts.clear();
                for (Place place : places) {
                    if (place != null) {
                        place.process.disconnect();
                    }
                }
            }
            case GHOST -> {
                return !ghosts.isEmpty() && ghost(which % ghosts.size());
            }
            default -> throw new IllegalStateException("a step of a worker: " + deed);
        }
        return true;
    }

    private boolean does(Deed deed, int at, Place place, int which) {
        SteppedWorker worker = place.worker;
        switch (deed) {
            case BEAT -> worker.beat();
            case RECLAIM -> worker.reclaim();
            case SALVAGE -> worker.salvage();
            case WALK -> worker.walk();
            case WATCH -> worker.watch();
            case RING -> {
                int timers = worker.timers();
                if (timers == 0) {
                    return false;
                }
                worker.ring(which % timers);
            }
            case START -> {
                if (worker.waiting() == 0) {
                    return false;
                }
                starts(worker.start(which % worker.waiting()));
            }
            case RETURN -> {
                return ends(worker, which, Way.RETURNS);
            }
            case THROW -> {
                return ends(worker, which, Way.THROWS);
            }
            case SNOOZE -> {
                return ends(worker, which, Way.SNOOZES);
            }
            case GIVE_UP -> {
                return ends(worker, which, Way.GIVES_UP);
            }
            case CONCEDE -> {
                return ends(worker, which, Way.CANCELS);
            }
            case STOP -> {
                return worker.stop();
            }
            case SEND_BACK -> {
                return worker.sendBack();
            }
            case LEAVE -> {
                return worker.leave();
            }
            case CRASH -> {
                place.process.die();
                places[at] = null;
            }
            case FREEZE -> freeze(at);
            case EXECUTE, DELIVER, LOSE_REQUEST, LOSE_ANSWER, DELAY -> {
                return onTheWire(deed, place.process, which);
            }
            default -> throw new IllegalStateException("no step of a worker: " + deed);
        }
        return true;
    }

    // ---------------------------------------------------------------- workers

    private boolean hire(int at) {
        int number = ++hired;
        int[] lives = new int[1];
        Process process = new Process(server, ghosts);
        places[at] = new Place(
                process, new SteppedWorker(process, () -> "w" + number + "-" + ++lives[0], () -> nanos, care()));
        process.joinsTakeTime();
        tell("w" + number + "-1 joins");
        return true;
    }

    private Care care() {
        for (Mistake mistake : mistakes) {
            switch (mistake) {
                case CLAIM_IN_FLIGHT_ADOPTED -> {
                    return Care.ADOPTS_IN_FLIGHT;
                }
                case LOST_BY_OLD_ANSWER -> {
                    return Care.LOSES_BY_OLD_ANSWERS;
                }
                case ENDED_FORGOTTEN -> {
                    return Care.FORGETS_ENDINGS;
                }
                case ONCE_FOR_ANY -> {
                    return Care.TAKES_ONCE_FOR_ANY;
                }
                default -> {} // made by the server
            }
        }
        return Care.FULL;
    }

    private void starts(Optional<Attempt> begun) {
        if (begun.isEmpty()) {
            tell("not started");
            return;
        }
        Attempt attempt = begun.get();
        tell("starts " + attempt.claim().entry());
        History history = model.history();
        int number = ModelWorkers.grantOf(attempt.claim());
        History.Grant grant = history.grant(number);
        boolean sameTime = history.rollbacks == 0 && history.clockSteps == 0;
        if (grant.over && sameTime) {
            history.violated("started after its end: claim " + number + " of " + grant.id);
        }
        if (++grant.starts > 1 + history.rollbacks - grant.rollbacksBefore) {
            history.violated("started twice: claim " + number + " of " + grant.id);
        }
        History.Starts starts = history.starts(grant.id);
        if (++starts.starts > starts.allowed) {
            history.violated("too many starts: " + grant.id + " was started " + starts.starts + " times, and "
                    + starts.allowed + " are accounted for");
        }
        for (Place place : places) {
            if (place == null || grant.over) { // of a claim that is over the clock's jump was to blame, else see above
                continue;
            }
            for (Attempt other : place.worker.running()) {
                if (other != attempt && other.claim().id().equals(grant.id) && history.rollbacks == 0) {
                    History.Grant first = history.grant(ModelWorkers.grantOf(other.claim()));
                    if (!first.reclaimed) {
                        history.violated("two owners: " + grant.id + " was started by claim " + number + " while claim "
                                + first.number + " of " + first.worker + " runs, and was not taken back");
                    }
                }
            }
        }
    }

    private boolean ends(SteppedWorker worker, int which, Way way) {
        int running = worker.running().size();
        if (running == 0) {
            return false;
        }
        Attempt attempt = worker.running().get(which % running);
        tell(attempt.claim().entry());
        worker.end(which % running, way);
        return true;
    }

    /** One worker stands still until it has expired, while the others beat. */
    private void freeze(int frozen) {
        for (int beats = 0; beats < BEATS_MISSED; beats++) {
            passes(BEAT_MILLIS);
            for (int at = 0; at < PLACES; at++) {
                Place place = places[at];
                if (at == frozen || place == null) {
                    continue;
                }
                int before = place.process.messages.size();
                place.worker.beat();
                List<Message<?>> beat =
                        List.copyOf(place.process.messages.subList(before, place.process.messages.size()));
                beat.forEach(message -> message.execute(server));
                beat.forEach(message -> deliver(place.process, message));
            }
        }
    }

    // ---------------------------------------------------------------- the wire

    private boolean onTheWire(Deed deed, Process process, int which) {
        boolean executed = deed == Deed.DELIVER || deed == Deed.LOSE_ANSWER;
        int count = 0;
        for (Message<?> message : process.messages) {
            count += message.isExecuted() == executed ? 1 : 0;
        }
        if (count == 0) {
            return false;
        }
        int nth = which % count;
        for (Message<?> message : process.messages) {
            if (message.isExecuted() == executed && nth-- == 0) {
                does(deed, process, message);
                return true;
            }
        }
        throw new IllegalStateException("counted wrong");
    }

    private void does(Deed deed, Process process, Message<?> message) {
        switch (deed) {
            case EXECUTE -> execute(message);
            case DELIVER -> {
                tell(message);
                deliver(process, message);
            }
            case LOSE_REQUEST -> {
                tell(message);
                process.lose(message);
            }
            case LOSE_ANSWER, DELAY -> {
                tell(message);
                if (deed == Deed.DELAY) {
                    ghosts.add(message);
                }
                if (message.claims && mistakes.contains(Mistake.CLAIM_REPEATED) && message.waits == null) {
                    repeat(process, message);
                } else {
                    process.lose(message);
                }
            }
            default -> throw new IllegalStateException("not on the wire: " + deed);
        }
    }

    private <T> void repeat(Process process, Message<T> message) {
        Message<T> again = new Message<>(message.words, true, null, message.request());
        process.messages.remove(message);
        process.messages.add(again);
        again.promise.whenComplete((answer, error) -> {
            if (error == null) {
                message.promise.complete(answer);
            } else {
                message.promise.completeExceptionally(error);
            }
        });
    }

    private void deliver(Process process, Message<?> message) {
        if (process.messages.remove(message)) {
            message.deliver();
        }
    }

    private void execute(Message<?> message) {
        if (message.waits != null && !message.over) {
            waits(message, message.waits);
        } else {
            message.execute(server);
            tell(message);
        }
    }

    /** BLMOVE: blocks; then it is served, or its time is over. */
    private void waits(Message<?> message, Lane lane) {
        String moved = server.move(lane);
        if (moved != null || message.blocked) {
            message.over = true;
            tell(message.words.get() + ": moved " + moved);
        } else {
            message.blocked = true;
            tell(message.words.get() + ": blocks");
        }
    }

    /** A request that nobody waits for any more arrives; of a wait first the BLMOVE, and in a step of its own the claim. */
    private boolean ghost(int which) {
        Message<?> message = ghosts.get(which);
        if (message.waits == null || message.over) {
            ghosts.remove(which);
            message.execute(server);
            tell(message);
            return true;
        }
        String moved = server.move(message.waits);
        message.over = moved != null;
        tell(message.words.get() + ": moved " + moved);
        return moved != null;
    }

    // ---------------------------------------------------------------- the rest

    private void enqueue(NewJob job) {
        tell(server.ask(store -> store.enqueues().enqueue(QUEUE, List.of(job))));
        model.history().acknowledged.add(job.id());
    }

    private void passes(long millis) {
        nanos += millis * 1_000_000;
        serverMicros += millis * 1_000 + 7;
        server.clock(serverMicros);
        tell(millis + " ms go by");
    }

    /** Not too far: else what expires by that clock does so only after the way home. */
    private boolean jumps(long millis) {
        if (Math.abs(astrayMillis + millis) > MOST_ASTRAY_MILLIS) {
            return false;
        }
        astrayMillis += millis;
        serverMicros += millis * 1_000;
        server.clock(serverMicros);
        model.history().clockSteps++;
        return true;
    }

    /** BLMOVEs that block come to the end of their time. */
    void endWaits(Process process) {
        for (Message<?> message : process.messages) {
            if (message.blocked && !message.over) {
                execute(message);
            }
        }
    }

    /** Executes and delivers, unless it is a wait that has to go on. @return whether anything came of it */
    boolean brings(Process process, Message<?> message) {
        if (message.waits != null && !message.over && !message.isExecuted()) {
            if (message.blocked && model.queue().pending.isEmpty()) {
                return false;
            }
            execute(message);
            return true;
        }
        if (!message.isExecuted()) {
            execute(message);
        }
        deliver(process, message);
        return true;
    }

    /** Time goes by without a story: for the way home. */
    void rest(long millis) {
        nanos += millis * 1_000_000;
        serverMicros += millis * 1_000 + 7;
        server.clock(serverMicros);
    }
}
