package dev.baton.redis;

import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.store.EventPosition;
import dev.baton.store.EventStore;
import dev.baton.store.LiveEvent;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Live events on Redis: one stream a queue. */
final class RedisEvents implements EventStore {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String QUEUE = "queue";
    private static final String PAUSED = "paused";
    private static final String RESUMED = "resumed";

    private final Desk desk;
    private final Caller caller;
    private final Connections connections;

    RedisEvents(Desk desk, Caller caller, Connections connections) {
        this.desk = desk;
        this.caller = caller;
        this.connections = connections;
    }

    @Override
    public CompletableFuture<EventPosition> listen(String queue, Duration listen) {
        if (listen.toMillis() < 1 || listen.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A registration of " + listen + " is not allowed: use 1 ms to a day");
        }
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().listen, keys, keys.events())
                .with(listen.toMillis())
                .ready();
        return caller.untilAnswered(call, answers -> position(answers, 0));
    }

    @Override
    public CompletableFuture<Told> read(String queue, EventPosition after, int most) {
        if (most < 1 || most > Limits.BATCH) {
            throw new IllegalArgumentException("A page of " + most + " is not allowed: use 1 to " + Limits.BATCH);
        }
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().told, keys, keys.events())
                .with(after.millis())
                .with(after.number())
                .with(most)
                .ready();
        return caller.untilAnswered(call, answers -> told(queue, after, answers));
    }

    private static Told told(String queue, EventPosition after, Answers answers) {
        List<LiveEvent> events = new ArrayList<>();
        if (answers.word(0, "whole", "gap").equals("gap")) {
            events.add(new LiveEvent.Gap(queue));
        }
        EventPosition next = after;
        for (int at = 1; at < answers.size(); at += 3) {
            next = position(answers, at);
            tell(events, queue, next, answers.text(at + 1), answers.text(at + 2));
        }
        return new Told(List.copyOf(events), next);
    }

    private static EventPosition position(Answers answers, int at) {
        try {
            return EventPosition.parse(answers.text(at));
        } catch (IllegalArgumentException e) {
            throw Answers.mismatch("no position at " + at);
        }
    }

    /** One line. What a later release tells is left out. */
    private static void tell(List<LiveEvent> events, String queue, EventPosition position, String word, String text) {
        Optional<JobStatus> status = JobStatus.ofWord(word);
        if (status.isPresent()) {
            for (String id : text.split(" ")) {
                events.add(new LiveEvent.Moved(queue, id, status.get(), position));
            }
        } else if (word.equals(QUEUE) && (text.equals(PAUSED) || text.equals(RESUMED))) {
            events.add(new LiveEvent.Paused(queue, text.equals(PAUSED), position));
        }
    }

    @Override
    public EventWait eventWait(String queue) {
        return new Wait(desk.keys(queue), connections);
    }

    /** XREAD of one line, of which only that it came is of interest: what is told is read where gaps are noticed. */
    private static final class Wait implements EventWait {
        private final Keys keys;
        private final BlockingWait wait;

        Wait(Keys keys, Connections connections) {
            this.keys = keys;
            this.wait = new BlockingWait("events of queue \"" + keys.queue() + "\"", keys, connections);
        }

        @Override
        @SuppressWarnings("unchecked") // the driver takes its streams by generic varargs
        public CompletableFuture<Void> await(EventPosition after, Duration block) {
            return wait.await(
                    block,
                    commands -> commands.xread(
                            XReadArgs.Builder.block(block).count(1),
                            StreamOffset.from(keys.events(), after.toString())));
        }

        @Override
        public void close() {
            wait.close();
        }
    }
}
